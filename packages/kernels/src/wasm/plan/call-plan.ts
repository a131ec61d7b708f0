import { callerIn, type KernelSource, type Redirect } from '../assembler/kernel-redirect.ts';
import { type Scratch, scratchRegions } from '../scratch.ts';

/** Parts of memory that are somewhere else each time: 0 is the memory as a whole. */
export const segments = { tables: 1, regions: 2, scratch: 3, given: 4 } as const;

/** A kernel's call. What is an address in a segment is counted from the segment's start. */
export interface PlannedCall {
  readonly source: KernelSource;
  readonly parameters: readonly number[];
  /** The segment of each parameter. */
  readonly segments: readonly number[];
}

export interface PlanContent {
  readonly calls: readonly PlannedCall[];
  readonly tables: Int32Array;
  readonly regionBytes: number;
  readonly scratchBytes: number;
}

/** The kernel calls of a computation, to be made again wherever its operands are this time. */
export class CallPlan {
  readonly #memory: WebAssembly.Memory;
  readonly #scratch: Scratch;
  readonly #content: PlanContent;
  readonly #callKernel: Redirect;

  constructor(memory: WebAssembly.Memory, scratch: Scratch, content: PlanContent) {
    this.#memory = memory;
    this.#scratch = scratch;
    this.#content = content;
    this.#callKernel = callerIn(memory);
  }

  /** How many calls it makes. */
  get length(): number {
    return this.#content.calls.length;
  }

  /**
   * Makes the calls; `given` are the addresses of the segments that it was recorded for. Its tables
   * are written at once, so that nothing may be at work in scratch space.
   */
  run(given: readonly number[]): void {
    const { calls, tables, regionBytes, scratchBytes } = this.#content;
    const sizes = [tables.byteLength, regionBytes, scratchBytes];
    const own = sizes.some((bytes) => bytes > 0) ? scratchRegions(this.#scratch, sizes) : sizes;
    if (tables.length > 0) {
      new Int32Array(this.#memory.buffer, own[0], tables.length).set(tables);
    }
    const starts = [0, ...own, ...given];
    for (const { source, parameters, segments } of calls) {
      // Whoever takes the call may keep them.
      const actual = parameters.slice();
      for (let i = 0; i < segments.length; i++) actual[i]! += starts[segments[i]!]!;
      this.#callKernel(source, actual);
    }
  }
}
