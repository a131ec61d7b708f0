import { accumulate, acrossLanes, type Combination } from '../assembler/accumulate.ts';
import { type FeatureMode, laneCount } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { type Floats, floats } from '../assembler/lanes.ts';
import {
  fillBytes,
  loadFirst,
  loadFloats,
  loadI32,
  loadSplat,
  storeF32,
  storeFloats,
  storeLane,
} from '../assembler/memory-access.ts';
import { f32, type I32, i32 } from '../assembler/scalars.ts';
import { exp } from '../pointwise/exponential.ts';
import { log } from '../pointwise/logarithm.ts';
import { combinations } from '../reduce/kernels.ts';
import { largest } from '../softmax/largest.ts';
import { overStretch } from '../stretches.ts';

/** A walk over one contiguous row, as often as it takes. */
interface RowWalk {
  /** Folds what `value` makes of the elements at `at`; in all lanes. */
  fold(combination: Combination, value: (element: Floats, isVector: boolean) => Floats): Floats;
  readonly at: Local<I32>;
}

function walkOver(f: FunctionBuilder, mode: FeatureMode, row: I32, columns: I32): RowWalk {
  const lanes = laneCount(mode);
  const at = f.let<I32>(i32(0));
  return {
    at,
    fold(combination, value) {
      f.set<I32>(at, row);
      const total = f.let(floats(mode, combination.identity));
      accumulate(f, [total], lanes === 4 ? columns.shr(2) : columns, combination, () => {
        const made = f.let(value(f.let(loadFloats(mode, at)), true));
        f.advance(at, lanes * 4);
        return [made];
      });
      const whole = acrossLanes(f, total, combination);
      const left = f.let<I32>(columns.and(lanes - 1));
      f.while(left.gt(0), () => {
        const made = f.let(value(f.let(loadSplat(mode, at)), false));
        f.set<Floats>(whole, combination.combine(whole, made));
        f.advance(at, 4);
        f.advance(left, -1);
      });
      return whole;
    },
  };
}

/** `output[row] = log Σ e^x - x[label]`, or 0 where it is `ignored`; logits and output contiguous. */
export function crossEntropyRows(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('crossEntropyRows');
  const [logits, labels, output, rows, columns] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
  const [labelStep, ignored] = [f.i32(), f.i32()];
  const ofRow = (label: I32): void => {
    const walk = walkOver(f, mode, logits, columns);
    const max = walk.fold(largest, (x) => x);
    const sum = walk.fold(combinations.sum, (x) => exp(f, f.let(x.sub(max))));
    const chosen = loadSplat(mode, logits.add(label.shl(2)));
    f.do(storeLane(output, log(f, f.let(sum)).sub(chosen.sub(max))));
  };
  f.while(rows.gt(0), () => {
    const label = f.let<I32>(loadI32(labels));
    f.if(
      label.eq(ignored),
      () => f.do(storeF32(output, f32(0))),
      () => ofRow(label),
    );
    f.advance(logits, columns.shl(2));
    f.advance(labels, labelStep);
    f.advance(output, 4);
    f.advance(rows, -1);
  });
  return f;
}

/**
 * `output[row, i] = (e^x[i] / Σ e^x - [i = label]) * gradient[row]`, or 0 where the label is
 * `ignored`; logits and output contiguous.
 */
export function crossEntropyGradRows(mode: FeatureMode): FunctionBuilder {
  const f = new FunctionBuilder('crossEntropyGradRows');
  const [logits, labels, gradient, output] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const [rows, columns, labelStep, gradientStep] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const ignored = f.i32();
  const rowBytes = columns.shl(2);
  const ofRow = (label: I32): void => {
    const distance = f.let(output.sub(logits));
    const walk = walkOver(f, mode, logits, columns);
    const max = walk.fold(largest, (x) => x);
    const sum = walk.fold(combinations.sum, (x, isVector) => {
      const power = f.let(exp(f, f.let(x.sub(max))));
      const to = walk.at.add(distance);
      f.do(isVector ? storeFloats(to, power) : storeLane(to, power));
      return power;
    });
    const chosen = f.let(output.add(label.shl(2)));
    // Before the division by the sum, (p - s) / s: as exact for a share of almost 1 as for others.
    f.do(storeLane(chosen, loadFirst(mode, chosen).sub(sum)));
    const scale = f.let(loadSplat(mode, gradient).div(sum));
    overStretch(f, mode, columns, ({ load, store }) => store(output, load(output).mul(scale)));
  };
  f.while(rows.gt(0), () => {
    const label = f.let<I32>(loadI32(labels));
    f.if(
      label.eq(ignored),
      () => f.do(fillBytes(output, rowBytes)),
      () => ofRow(label),
    );
    f.advance(logits, rowBytes);
    f.advance(labels, labelStep);
    f.advance(gradient, gradientStep);
    f.advance(output, rowBytes);
    f.advance(rows, -1);
  });
  return f;
}
