import type { ArrayView } from '../../array-view.ts';
import { bytesPerElement } from '../../dtype.ts';
import { type KernelSource, withRedirect } from '../assembler/kernel-redirect.ts';
import { aligned, type Scratch } from '../scratch.ts';
import { CallPlan, type PlannedCall, segments } from './call-plan.ts';

/** Further apart than any two addresses in one segment. */
const segmentBytes = 2 ** 36;

/** A table of byte offsets in memory, or a part of one. */
export interface Table {
  readonly address: number;
  readonly length: number;
}

/** Entries behind a table that kernels may look at. */
const lookahead = 3;

/** What a plan has to itself. */
export interface PlanSpace {
  /** The byte address (64-byte aligned) of so many bytes, of undefined content, for the whole plan. */
  region(bytes: number): number;
  /** A table of offsets, counted in elements; it is filled before the plan's calls are made. */
  table(offsets: readonly number[]): Table;
}

interface Recording {
  readonly calls: PlannedCall[];
  readonly tables: number[];
  regionBytes: number;
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
  readonly #lists = new Map<string, readonly number[]>();
  #recording: Recording | null = null;

  /** Plans work in `scratch`. */
  constructor(memory: WebAssembly.Memory, scratch: Scratch) {
    this.#memory = memory;
    this.#space = scratch;
  }

  /** For kernels that plans call, too: scratch space of the plan while one is recorded. */
  readonly scratch: Scratch = (bytes) => {
    if (this.#recording === null) return this.#space(bytes);
    this.#recording.scratchBytes = Math.max(this.#recording.scratchBytes, bytes);
    return segments.scratch * segmentBytes;
  };

  region(bytes: number): number {
    const recording = this.#current();
    const address = segments.regions * segmentBytes + recording.regionBytes;
    recording.regionBytes += aligned(bytes);
    return address;
  }

  table(offsets: readonly number[]): Table {
    const { tables } = this.#current();
    const address = segments.tables * segmentBytes + tables.length * 4;
    for (const offset of offsets) tables.push(offset * 4);
    for (let index = 0; index < lookahead; index++) tables.push(0);
    return { address, length: offsets.length };
  }

  /** The calls of `body`, which works on views that are `inSegment`. */
  record(body: () => void): CallPlan {
    const recording: Recording = { calls: [], tables: [], regionBytes: 0, scratchBytes: 0 };
    this.#recording = recording;
    try {
      withRedirect(this.#memory, (source, parameters) => this.#add(source, parameters), body);
    } finally {
      this.#recording = null;
    }
    return new CallPlan(this.#memory, this.#space, {
      ...recording,
      tables: Int32Array.from(recording.tables),
    });
  }

  #add(source: KernelSource, parameters: readonly number[]): number {
    if (source.hasResult) throw new TypeError(`a plan can't know what ${source.name} returns`);
    const inSegments = parameters.map((value) => Math.round(value / segmentBytes));
    this.#current().calls.push({
      source,
      parameters: parameters.map((value, i) => value - inSegments[i]! * segmentBytes),
      segments: this.#known(inSegments),
    });
    return 0;
  }

  /** The one list like this: thousands of calls have the same. */
  #known(list: readonly number[]): readonly number[] {
    const key = list.join();
    const known = this.#lists.get(key) ?? list;
    this.#lists.set(key, known);
    return known;
  }

  #current(): Recording {
    if (this.#recording === null) throw new TypeError('there is no plan to have space for');
    return this.#recording;
  }
}

/** The view as plans are recorded with it: in the given segment of this index. */
export function inSegment(view: ArrayView, index: number): ArrayView {
  const address = (segments.given + index) * segmentBytes;
  return { ...view, offset: address / bytesPerElement[view.dtype] };
}
