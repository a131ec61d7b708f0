import type { FeatureMode } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import { fillBytes } from '../assembler/memory-access.ts';
import type { F32, I32 } from '../assembler/scalars.ts';
import { overStretch, runningSums } from '../stretches.ts';

/** A row and what its statistics take: `share` is 1 / columns. */
interface Row {
  readonly input: I32;
  readonly columns: I32;
  readonly eps: F32;
  readonly share: F32;
}

/** The mean of a row as it was rounded, what is left of it, and 1/√(variance + eps). */
interface Statistics {
  readonly rough: Local<Floats>;
  readonly rest: Local<Floats>;
  readonly deviation: Local<Floats>;
  /** `rest * -deviation` */
  readonly shift: Local<Floats>;
}

/**
 * From the sums of what is left after the rough mean was taken off, and of its squares, the
 * "corrected two-pass algorithm": its error doesn't grow with the mean (Chan, Golub and LeVeque 1983,
 * "Algorithms for computing the sample variance", eq. 1.7).
 */
function statistics(
  f: FunctionBuilder,
  mode: FeatureMode,
  { eps, share }: Row,
  rough: Local<Floats>,
  [sum, squares]: readonly Floats[],
): Statistics {
  const factor = floats(mode, share);
  const rest = f.let(sum!.mul(factor));
  const variance = squares!.mul(factor).sub(rest.mul(rest)).max(0);
  const one = floats(mode, 1);
  const deviation = f.let(one.div(variance.add(floats(mode, eps)).sqrt()));
  return { rough, rest, deviation, shift: f.let(rest.mul(deviation).neg()) };
}

/** The mean of a row, with the error that its sum has. */
function roughMean(f: FunctionBuilder, mode: FeatureMode, row: Row): Local<Floats> {
  const sums = runningSums(f, mode, 1);
  sums.over([row.input], row.columns, ([x]) => [x!]);
  return f.let(sums.inAllLanes()[0]!.mul(floats(mode, row.share)));
}

function normalized(x: Floats, { rough, deviation, shift }: Statistics): Floats {
  return x.sub(rough).madd(deviation, shift);
}

/**
 * `output = (input - mean) / √(variance + eps) * weight + bias` by row, all contiguous. A row comes
 * from memory once; the second and third pass over it find it in the cache.
 */
export function layerNormRows(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('layerNormRows');
  const [input, weight, bias, output] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [rows, columns] = [f.i32(), f.i32()];
  const [eps, share] = [f.f32(), f.f32()];
  const row = { input, columns, eps, share };
  f.while(rows.gt(0), () => {
    const rough = roughMean(f, mode, row);
    const sums = runningSums(f, mode, 2);
    sums.over([input], columns, ([x]) => {
      const centered = f.let(x!.sub(rough));
      return [centered, centered.mul(centered)];
    });
    const found = statistics(f, mode, row, rough, sums.inAllLanes());
    overStretch(f, mode, columns, ({ load, store }) =>
      store(output, normalized(load(input), found).madd(load(weight), load(bias))),
    );
    f.advance(input, columns.shl(2));
    f.advance(output, columns.shl(2));
    f.advance(rows, -1);
  });
  return f;
}

/**
 * By row the gradient of `layerNormRows`' input: with n = (x - mean) r, r = 1/√(variance + eps) and
 * h = g weight, r (h - mean(h) - n mean(h n)). And by `group` rows (fewer in the last one) the sums
 * of g n and of g, a row each in `sums`: parts of the gradients of weight and bias. Mean and r are
 * computed again: the row is read anyway, and one more look at it in the cache costs little.
 */
export function layerNormGradRows(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('layerNormGradRows');
  const [gradient, input, weight, output] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [sums, rows, columns, group] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [eps, share] = [f.f32(), f.f32()];
  const row = { input, columns, eps, share };
  const rowBytes = f.let(columns.shl(2));
  const biasSums = f.let<I32>(sums);
  const left = f.let<I32>(rows);
  f.while(rows.gt(0), () => {
    f.do(fillBytes(sums, rowBytes.shl(1)));
    f.set<I32>(biasSums, sums.add(rowBytes));
    f.set<I32>(left, rows.min(group));
    f.set<I32>(rows, rows.sub(left));
    f.while(left.gt(0), () => {
      gradientOfRow(f, mode, row, { gradient, weight, output, sums, biasSums });
      f.advance(gradient, rowBytes);
      f.advance(input, rowBytes);
      f.advance(output, rowBytes);
      f.advance(left, -1);
    });
    f.set<I32>(sums, biasSums.add(rowBytes));
  });
  return f;
}

interface GradientPlaces {
  readonly gradient: I32;
  readonly weight: I32;
  readonly output: I32;
  readonly sums: I32;
  readonly biasSums: I32;
}

function gradientOfRow(
  f: FunctionBuilder,
  mode: FeatureMode,
  row: Row,
  { gradient, weight, output, sums, biasSums }: GradientPlaces,
): void {
  const { input, columns, share } = row;
  const rough = roughMean(f, mode, row);
  const totals = runningSums(f, mode, 4);
  totals.over([input, gradient, weight], columns, ([x, g, w]) => {
    const centered = f.let(x!.sub(rough));
    const h = f.let(g!.mul(w!));
    return [centered, centered.mul(centered), h, h.mul(centered)];
  });
  const [sum, squares, ofH, products] = totals.inAllLanes();
  const found = statistics(f, mode, row, rough, [sum!, squares!]);
  const { rest, deviation } = found;
  const factor = f.let(deviation.mul(floats(mode, share)).neg());
  const constant = f.let(ofH!.mul(factor));
  const ofNormalized = f.let(products!.sub(rest.mul(ofH!)).mul(deviation).mul(factor));
  overStretch(f, mode, columns, ({ load, store }) => {
    const n = f.let(normalized(load(input), found));
    const g = load(gradient);
    const h = g.mul(load(weight));
    store(output, n.madd(ofNormalized, h.madd(deviation, constant)));
    store(sums, g.madd(n, load(sums)));
    store(biasSums, load(biasSums).add(g));
  });
}
