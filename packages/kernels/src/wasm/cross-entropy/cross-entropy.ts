import type { ArrayView } from '../../array-view.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Copy } from '../copy/copy.ts';
import type { Gather } from '../gather/gather.ts';
import { KernelCache } from '../kernel-cache.ts';
import type { Scratch } from '../scratch.ts';
import { shareOut } from '../share-out.ts';
import { crossEntropyGradRows, crossEntropyRows } from './kernels.ts';

/** A label that no row has, for where none is ignored. */
const noLabel = -1;

/** Float32 softmax cross-entropy and its gradient; threads share the rows. */
export class CrossEntropy {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #copy: Copy;
  readonly #gather: Gather;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    scratch: Scratch,
    { copy, gather, team }: { copy: Copy; gather: Gather; team: Team },
  ) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#copy = copy;
    this.#gather = gather;
    this.#team = team;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Runs and returns true, or returns false for other dtypes and where a label is no class. */
  forward(
    logits: ArrayView,
    labels: ArrayView,
    ignored: number | null,
    output: ArrayView,
  ): boolean {
    if (!this.#accepts(logits, labels, ignored)) return false;
    const [rows = 0, columns = 0] = logits.shape;
    const source = this.#copy.contiguous([logits], this.#scratch)[0]!;
    const kernel = this.#kernels.get('forward', () => crossEntropyRows(this.#mode));
    const step = labels.strides[0]! * 4;
    shareOut(this.#team, rows, rows * columns, (start, count) => {
      const addresses = [
        source + start * columns * 4,
        labels.offset * 4 + start * step,
        (output.offset + start) * 4,
      ];
      kernel(...addresses, count, columns, step, ignored ?? noLabel);
    });
    return true;
  }

  /** As `forward`. */
  gradient(
    logits: ArrayView,
    labels: ArrayView,
    ignored: number | null,
    gradient: ArrayView,
    output: ArrayView,
  ): boolean {
    if (!this.#accepts(logits, labels, ignored)) return false;
    const [rows = 0, columns = 0] = logits.shape;
    const source = this.#copy.contiguous([logits], this.#scratch)[0]!;
    const kernel = this.#kernels.get('gradient', () => crossEntropyGradRows(this.#mode));
    const [labelStep, gradientStep] = [labels.strides[0]! * 4, gradient.strides[0]! * 4];
    shareOut(this.#team, rows, rows * columns, (start, count) => {
      const addresses = [
        source + start * columns * 4,
        labels.offset * 4 + start * labelStep,
        gradient.offset * 4 + start * gradientStep,
        (output.offset + start * columns) * 4,
      ];
      const steps = [labelStep, gradientStep];
      kernel(...addresses, count, columns, ...steps, ignored ?? noLabel);
    });
    return true;
  }

  #accepts(logits: ArrayView, labels: ArrayView, ignored: number | null): boolean {
    if (logits.dtype !== 'float32' || labels.dtype !== 'int32') return false;
    return this.#gather.areIn(labels, { below: logits.shape[1]!, ignored });
  }
}
