import { isTracked, onGradient, type Parameter } from '@plumbline/autograd';
import type { LayerFlow } from '@plumbline/report';
import { isFloat, type Tensor } from '@plumbline/tensor';
import type { ObservedLayer } from '../observed-layers.ts';
import { rectifies, squashes, type UnitAxis } from './activation-kinds.ts';
import { measured } from './measured.ts';
import {
  changeAndSquare,
  gradientSquare,
  type Measure,
  rectified,
  square,
  squareAndNonFinite,
  squashedByTanh,
} from './measures.ts';
import type { Pass, PassSource } from './pass.ts';
import type { PassSums } from './row.ts';
import { weightsOf } from './weights-of.ts';

let runs = 0;

/** Measures a layer in every pass, and reads what was measured. */
export class LayerTap {
  readonly #layer: ObservedLayer;
  readonly #weights: readonly Parameter[];
  /** What measures its output, if it squashes. */
  readonly #squashing: Measure | null;
  readonly #rectifies: boolean;
  readonly #passes: PassSource;
  readonly #units: UnitAxis;
  readonly #places: Readonly<Record<'output' | 'gradient' | 'update' | 'weightGradient', number>>;
  readonly #removes: (() => void)[] = [];
  /** Weights whose gradient is listened to: all that were trained once. */
  readonly #heard = new Set<Parameter>();
  #outputSize: number | null = null;
  #firstRun: number | null = null;

  /** `place` gives a measure its places in a row. */
  constructor(
    layer: ObservedLayer,
    passes: PassSource,
    units: UnitAxis,
    place: (measure: Measure) => number,
  ) {
    this.#layer = layer;
    this.#weights = weightsOf(layer);
    this.#squashing = squashes(layer.module);
    this.#rectifies = rectifies(layer.module);
    this.#passes = passes;
    this.#units = units;
    this.#places = {
      // Room for the measure with the most sums of an output.
      output: place(squashedByTanh),
      gradient: place(gradientSquare),
      update: place(changeAndSquare),
      weightGradient: place(gradientSquare),
    };
    this.#removes.push(
      layer.module.onForward((_, __, output) => {
        this.#firstRun ??= runs++;
        units.passBy(layer.module);
        this.#measure(output);
      }),
    );
  }

  /** Grows with the order in which layers first ran; those that never did come last. */
  get firstRun(): number {
    return this.#firstRun ?? Number.MAX_SAFE_INTEGER;
  }

  remove(): void {
    for (const remove of this.#removes.splice(0)) remove();
  }

  /** Sees to it that the weights before the pass, and what becomes of them, are measured. */
  begin(pass: Pass): void {
    const { update } = this.#places;
    for (const parameter of this.#weights) {
      if (parameter.requiresGrad) this.#hear(parameter);
      pass.remember(parameter);
      pass.atEnd(() => {
        const before = pass.changed(parameter);
        if (before === null) pass.tally.add(update + 1, square, [parameter]);
        else pass.tally.add(update, changeAndSquare, [parameter, before]);
      });
    }
  }

  #hear(parameter: Parameter): void {
    if (this.#heard.has(parameter)) return;
    this.#heard.add(parameter);
    const remove = onGradient(parameter, (gradient) => {
      const { pass } = this.#passes;
      if (pass !== null) this.#arrive(pass, this.#places.weightGradient, gradient);
      return undefined;
    });
    this.#removes.push(remove);
  }

  #arrive(pass: Pass, place: number, gradient: Tensor): void {
    pass.wentBack = true;
    pass.tally.add(place, gradientSquare, [gradient]);
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
    if (axis !== null) pass.tally.count(place + 2, output.shape[axis]!);
    const measure = axis === null ? this.#squashing : rectified(axis);
    pass.tally.add(place, measure ?? squareAndNonFinite, [output]);
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
        activationGradient: series((sums) => sums.gradientNorm(places.gradient)),
        weight: series((sums) => sums.norm(places.update + 1)),
        weightGradient: series((sums) =>
          sums.has(places.weightGradient)
            ? sums.gradientNorm(places.weightGradient)
            : missing(sums.wentBack),
        ),
        update: series((sums) =>
          sums.has(places.update)
            ? sums.norm(places.update) / sums.norm(places.update + 1)
            : missing(sums.stepped),
        ),
        dead: series((sums) =>
          this.#rectifies ? sums.sum(output + 2) / sums.size(output + 2) : Number.NaN,
        ),
        saturated: series((sums) =>
          this.#squashing === null ? Number.NaN : sums.sum(output + 2) / sums.size(output),
        ),
        nonFinite: series((sums) => sums.sum(output + 1) / sums.size(output)),
      }),
    };
  }
}
