import { callKernel, type KernelSource } from '../assembler/kernel-redirect.ts';
import { type Scratch, scratchRegions } from '../scratch.ts';

/** Parts of memory that are somewhere else each time: 0 is the memory as a whole. */
export const segments = { tables: 1, scratch: 2, given: 3 } as const;

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

/** The kernel calls of a computation, to be made again wherever its operands are this time. */
export class CallPlan {
  readonly #memory: WebAssembly.Memory;
  readonly #scratch: Scratch;
  readonly #calls: readonly PlannedCall[];
  readonly #tables: Int32Array;
  readonly #scratchBytes: number;

  constructor(
    memory: WebAssembly.Memory,
    scratch: Scratch,
    calls: readonly PlannedCall[],
    tables: Int32Array,
    scratchBytes: number,
  ) {
    this.#memory = memory;
    this.#scratch = scratch;
    this.#calls = calls;
    this.#tables = tables;
    this.#scratchBytes = scratchBytes;
  }

  /** How many calls it makes. */
  get length(): number {
    return this.#calls.length;
  }

  /**
   * Makes the calls, none of which may go behind: their parameters are overwritten the next time.
   * `given` are the addresses of the segments that it was recorded for.
   */
  run(given: readonly number[]): void {
    if (this.#calls.length === 0) return;
    const sizes = [this.#tables.byteLength, this.#scratchBytes];
    const own = scratchRegions(this.#scratch, sizes);
    new Int32Array(this.#memory.buffer, own[0]!, this.#tables.length).set(this.#tables);
    const starts = [0, ...own, ...given];
    for (const { source, parameters, relative } of this.#calls) {
      for (const { parameter, segment, distance } of relative) {
        parameters[parameter] = starts[segment]! + distance;
      }
      callKernel(this.#memory, source, parameters);
    }
  }
}
