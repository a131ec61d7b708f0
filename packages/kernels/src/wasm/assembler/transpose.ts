import type { FunctionBuilder } from './function-builder.ts';
import type { Floats } from './lanes.ts';

/** Four vectors as columns of the four given ones. */
export function transpose4x4(f: FunctionBuilder, rows: readonly Floats[]): readonly Floats[] {
  const [a, b, c, d] = [rows[0]!, rows[1]!, rows[2]!, rows[3]!];
  const lowAb = f.let(a.shuffle(b, [0, 4, 1, 5]));
  const lowCd = f.let(c.shuffle(d, [0, 4, 1, 5]));
  const highAb = f.let(a.shuffle(b, [2, 6, 3, 7]));
  const highCd = f.let(c.shuffle(d, [2, 6, 3, 7]));
  return [
    lowAb.shuffle(lowCd, [0, 1, 4, 5]),
    lowAb.shuffle(lowCd, [2, 3, 6, 7]),
    highAb.shuffle(highCd, [0, 1, 4, 5]),
    highAb.shuffle(highCd, [2, 3, 6, 7]),
  ];
}
