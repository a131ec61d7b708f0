import { callKernel, type KernelSource } from '../assembler/kernel-redirect.ts';
import { type Scratch, scratchRegions } from '../scratch.ts';

/** Parts of memory that are somewhere else each time: 0 is the memory as a whole. */
export const segments = { tables: 1, regions: 2, scratch: 3, given: 4 } as const;

/** A parameter that is an address in a segment. */
export interface RelativeParameter {
  readonly parameter: number;
  readonly segment: number;
  /** From the segment's start. */
  readonly distance: number;
}

/** A kernel's call. The relative ones of its parameters are those of the last time. */
export interface PlannedCall {
  readonly source: KernelSource;
  readonly parameters: number[];
  readonly relative: readonly RelativeParameter[];
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

  constructor(memory: WebAssembly.Memory, scratch: Scratch, content: PlanContent) {
    this.#memory = memory;
    this.#scratch = scratch;
    this.#content = content;
  }

  /** How many calls it makes. */
  get length(): number {
    return this.#content.calls.length;
  }

  /**
   * Makes the calls, none of which may go behind: their parameters are overwritten the next time.
   * `given` are the addresses of the segments that it was recorded for.
   */
  run(given: readonly number[]): void {
    const { calls, tables, regionBytes, scratchBytes } = this.#content;
    if (calls.length === 0) return;
    const own = scratchRegions(this.#scratch, [tables.byteLength, regionBytes, scratchBytes]);
    new Int32Array(this.#memory.buffer, own[0]!, tables.length).set(tables);
    const starts = [0, ...own, ...given];
    for (const { source, parameters, relative } of calls) {
      for (const { parameter, segment, distance } of relative) {
        parameters[parameter] = starts[segment]! + distance;
      }
      callKernel(this.#memory, source, parameters);
    }
  }
}
