import { isTracked, onGradient, type Parameter } from '@plumbline/autograd';
import type { LayerFlow } from '@plumbline/report';
import { isFloat, type Tensor } from '@plumbline/tensor';
import type { ObservedLayer } from '../observed-layers.ts';
import { rectifies, type Squashing, squashes, type UnitAxis } from './activation-kinds.ts';
import { measured } from './measured.ts';
import type { Pass, PassSource } from './pass.ts';
import type { PassSums } from './row.ts';
import { weightsOf } from './weights-of.ts';

let runs = 0;

/** Measures a layer in every pass, and reads what was measured. */
export class LayerTap {
  readonly #layer: ObservedLayer;
  readonly #weights: readonly Parameter[];
  /** What counts the saturated elements of its output, if it squashes. */
  readonly #squashing: Squashing | null;
  readonly #rectifies: boolean;
  readonly #passes: PassSource;
  readonly #units: UnitAxis;
  readonly #places: Readonly<Record<'output' | 'gradient' | 'update' | 'weightGradient', number>>;
  #outputSize: number | null = null;
  #firstRun: number | null = null;

  /** `place` gives away so many places in a row: the first of them. */
  constructor(
    layer: ObservedLayer,
    passes: PassSource,
    units: UnitAxis,
    place: (count: number) => number,
  ) {
    this.#layer = layer;
    this.#weights = weightsOf(layer);
    this.#squashing = squashes(layer.module);
    this.#rectifies = rectifies(layer.module);
    this.#passes = passes;
    this.#units = units;
    this.#places = {
      // The squares, what is not finite, and what is dead or saturated.
      output: place(3),
      gradient: place(2),
      // The squares of the change, and what a weight has that does not change.
      update: place(3),
      weightGradient: place(2),
    };
  }

  /** Grows with the order in which layers first ran; those that never did come last. */
  get firstRun(): number {
    return this.#firstRun ?? Number.MAX_SAFE_INTEGER;
  }

  /** Listens until the end of the pass, and sees to it that what becomes of the weights is measured. */
  begin(pass: Pass): void {
    const { module } = this.#layer;
    const remove = module.onForward((_, __, output) => {
      this.#firstRun ??= runs++;
      this.#units.passBy(module);
      this.#measure(output);
    });
    pass.listen(remove);
    const { update } = this.#places;
    for (const parameter of this.#weights) {
      if (parameter.requiresGrad) pass.listen(this.#hear(parameter));
      pass.remember(parameter);
      pass.atEnd(() => {
        const before = pass.changed(parameter);
        if (before === null) pass.tally.square(update + 1, parameter);
        else pass.tally.change(update, parameter, before);
      });
    }
  }

  /** Returns how to stop. */
  #hear(parameter: Parameter): () => void {
    return onGradient(parameter, (gradient) => {
      const { pass } = this.#passes;
      if (pass !== null) this.#arrive(pass, this.#places.weightGradient, gradient);
      return undefined;
    });
  }

  #arrive(pass: Pass, place: number, gradient: Tensor): void {
    pass.wentBack = true;
    pass.tally.square(place, gradient);
  }

  #measure(output: Tensor): void {
    const { pass } = this.#passes;
    if (pass === null || !isFloat(output.dtype)) return;
    if (isTracked(output)) {
      onGradient(output, (gradient) => {
        if (this.#passes.pass === pass) this.#arrive(pass, this.#places.gradient, gradient);
        return undefined;
      });
    }
    if (this.#passes.forwardPass === null) return;
    this.#outputSize = output.size;
    const place = this.#places.output;
    const axis = this.#rectifies ? this.#units.of(output.rank) : null;
    pass.tally.square(place, output);
    if (axis !== null) pass.tally.zeroSlices(place + 2, output, axis);
    if (this.#squashing !== null) pass.tally.number(place + 2, output, this.#squashing);
  }

  read(passes: readonly PassSums[]): LayerFlow {
    const { name, kind, block } = this.#layer;
    const places = this.#places;
    const isTrained = this.#weights.some(({ requiresGrad }) => requiresGrad);
    // Where all others got a gradient or were changed, a trained one that did not is at 0.
    const missing = (isZero: boolean) => (isZero && isTrained ? 0 : Number.NaN);
    const series = (of: (sums: PassSums) => number) => passes.map(of);
    const { output } = places;
    return {
      name,
      kind,
      block,
      parameters: this.#weights.reduce((sum, { size }) => sum + size, 0),
      frozen: this.#weights.length > 0 && !isTrained,
      ...(this.#outputSize === null ? {} : { outputSize: this.#outputSize }),
      ...measured({
        activation: series((sums) => sums.norm(output)),
        activationGradient: series((sums) => sums.norm(places.gradient)),
        weight: series((sums) => sums.norm(places.update + 1)),
        weightGradient: series((sums) =>
          sums.has(places.weightGradient)
            ? sums.norm(places.weightGradient)
            : missing(sums.wentBack),
        ),
        update: series((sums) =>
          sums.has(places.update)
            ? sums.norm(places.update) / sums.norm(places.update + 1)
            : missing(sums.stepped),
        ),
        dead: series((sums) => (this.#rectifies ? sums.share(output + 2) : Number.NaN)),
        saturated: series((sums) =>
          this.#squashing === null ? Number.NaN : sums.share(output + 2),
        ),
        nonFinite: series((sums) => sums.sum(output + 1) / sums.size(output)),
      }),
    };
  }
}
