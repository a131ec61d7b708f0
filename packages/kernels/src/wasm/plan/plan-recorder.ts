import type { ArrayView } from '../../array-view.ts';
import { bytesPerElement } from '../../dtype.ts';
import { type KernelSource, withRedirect } from '../assembler/kernel-redirect.ts';
import type { Scratch } from '../scratch.ts';
import { CallPlan, type PlannedCall, type RelativeParameter, segments } from './call-plan.ts';

/** Further apart than any two addresses in one segment. */
const segmentBytes = 2 ** 36;

/** A table of byte offsets in memory, or a part of one. */
export interface Table {
  readonly address: number;
  readonly length: number;
}

/** Entries behind a table that kernels may look at. */
const lookahead = 3;

/** Makes a table of `length` offsets, counted in elements. */
export type MakeTable = (length: number, offset: (index: number) => number) => Table;

/** What a plan has to itself. */
export interface PlanSpace {
  readonly scratch: Scratch;
  /** Filled before the plan's calls are made. */
  readonly table: MakeTable;
}

interface Recording {
  readonly calls: PlannedCall[];
  readonly tables: number[];
  scratchBytes: number;
}

/**
 * Records plans. What is recorded finds its operands, its scratch space and its tables at addresses
 * beyond all memory: the number of a segment times `segmentBytes`, and a distance from its start. No
 * kernel is called; but each parameter of a call says by itself where in which segment it points.
 */
export class PlanRecorder implements PlanSpace {
  readonly #memory: WebAssembly.Memory;
  readonly #space: Scratch;
  #recording: Recording | null = null;

  /** Plans work in `scratch`. */
  constructor(memory: WebAssembly.Memory, scratch: Scratch) {
    this.#memory = memory;
    this.#space = scratch;
  }

  /** Scratch space of the plan that is being recorded; outside of that, of whoever asks. */
  readonly scratch: Scratch = (bytes) => {
    if (this.#recording === null) return this.#space(bytes);
    this.#recording.scratchBytes = Math.max(this.#recording.scratchBytes, bytes);
    return segments.scratch * segmentBytes;
  };

  /** A table that belongs to the plan that is being recorded. */
  readonly table: MakeTable = (length, offset) => {
    if (this.#recording === null) throw new TypeError('no plan is recorded that has tables');
    const { tables } = this.#recording;
    const address = segments.tables * segmentBytes + tables.length * 4;
    for (let index = 0; index < length; index++) tables.push(offset(index) * 4);
    for (let index = 0; index < lookahead; index++) tables.push(0);
    return { address, length };
  };

  /** The calls of `body`, which works on views that are `inSegment`. */
  record(body: () => void): CallPlan {
    const recording: Recording = { calls: [], tables: [], scratchBytes: 0 };
    this.#recording = recording;
    try {
      withRedirect(
        this.#memory,
        (source, parameters) => addCall(recording, source, parameters),
        body,
      );
    } finally {
      this.#recording = null;
    }
    const { calls, tables, scratchBytes } = recording;
    return new CallPlan(this.#memory, this.#space, calls, Int32Array.from(tables), scratchBytes);
  }
}

/** The view as plans are recorded with it: in the given segment of this index. */
export function inSegment(view: ArrayView, index: number): ArrayView {
  const address = (segments.given + index) * segmentBytes;
  return { ...view, offset: address / bytesPerElement[view.dtype] };
}

function addCall(
  { calls }: Recording,
  source: KernelSource,
  parameters: readonly number[],
): number {
  if (source.hasResult) throw new TypeError(`a plan can't know what ${source.name} returns`);
  const relative: RelativeParameter[] = [];
  for (const [parameter, value] of parameters.entries()) {
    const segment = Math.round(value / segmentBytes);
    if (segment !== 0)
      relative.push({ parameter, segment, distance: value - segment * segmentBytes });
  }
  calls.push({ source, parameters: [...parameters], relative });
  return 0;
}
