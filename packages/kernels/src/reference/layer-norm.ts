import type { ArrayView } from '../array-view.ts';
import { forEachElement, partOf } from './rows.ts';

/** `(input - mean) / √(variance + eps) * weight + bias` over the last axes, those of `weight`. */
export function layerNorm(
  input: ArrayView,
  weight: ArrayView,
  bias: ArrayView,
  eps: number,
  output: ArrayView,
): void {
  const [w, b] = [elementsOf(weight), elementsOf(bias)];
  forEachSample([input, output], weight.shape.length, ([x = [], y = []]) => {
    const { mean, deviation } = statistics(input, x, eps);
    for (const [i, at] of y.entries()) {
      output.data[at] = (input.data[x[i]!]! - mean) * deviation * w[i]! + b[i]!;
    }
  });
}

/**
 * The gradients of layerNorm's input, and of its weight and bias as [2, ...]. With r = 1/√(variance +
 * eps), n = (x - mean) r, h = g weight: r (h - mean(h) - n mean(h n)), Σ g n and Σ g, the sums over
 * all samples.
 */
export function layerNormGrad(
  gradient: ArrayView,
  input: ArrayView,
  weight: ArrayView,
  eps: number,
  toInput: ArrayView,
  toParameters: ArrayView,
): void {
  const w = elementsOf(weight);
  const count = w.length;
  const sums = new Float64Array(2 * count);
  forEachSample([gradient, input, toInput], weight.shape.length, ([g = [], x = [], to = []]) => {
    const { mean, deviation } = statistics(input, x, eps);
    const normalized = x.map((at) => (input.data[at]! - mean) * deviation);
    const scaled = g.map((at, i) => gradient.data[at]! * w[i]!);
    let [sum, products] = [0, 0];
    for (const [i, h] of scaled.entries()) {
      sum += h;
      products += h * normalized[i]!;
      sums[i]! += gradient.data[g[i]!]! * normalized[i]!;
      sums[count + i]! += gradient.data[g[i]!]!;
    }
    for (const [i, at] of to.entries()) {
      const rest = scaled[i]! - sum / count - (normalized[i]! * products) / count;
      toInput.data[at] = deviation * rest;
    }
  });
  toParameters.data.set(sums, toParameters.offset);
}

function statistics(
  { data }: ArrayView,
  places: readonly number[],
  eps: number,
): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  for (const at of places) sum += data[at]!;
  const mean = sum / places.length;
  let squares = 0;
  for (const at of places) squares += (data[at]! - mean) ** 2;
  return { mean, deviation: 1 / Math.sqrt(squares / places.length + eps) };
}

/** Visits what is normalized together: where the elements of each view are, all of one shape. */
function forEachSample(
  views: readonly ArrayView[],
  axes: number,
  visit: (places: readonly (readonly number[])[]) => void,
): void {
  const { shape } = views[0]!;
  const outer = shape.slice(0, shape.length - axes).map((_, axis) => axis);
  const inner = shape.slice(outer.length).map((_, axis) => outer.length + axis);
  const steps = views.map((view) => placesOf({ ...partOf(view, inner), offset: 0 }));
  const starts = views.map((view) => partOf(view, outer));
  forEachElement(starts[0]!.shape, starts, (offsets) =>
    visit(steps.map((step, v) => step.map((at) => offsets[v]! + at))),
  );
}

/** Where the elements of a view are, in row-major order. */
function placesOf(view: ArrayView): number[] {
  const places: number[] = [];
  forEachElement(view.shape, [view], ([at = 0]) => void places.push(at));
  return places;
}

function elementsOf(view: ArrayView): number[] {
  return placesOf(view).map((at) => view.data[at]!);
}
