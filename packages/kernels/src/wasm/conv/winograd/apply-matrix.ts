import type { FeatureMode } from '../../assembler/feature-mode.ts';
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts';
import { type Floats, floats } from '../../assembler/lanes.ts';
import type { Matrix } from './matrices.ts';

/** The code of `matrix x values`, lane by lane. Make one before the loops: it keeps constants. */
export class MatrixCode {
  readonly #f: FunctionBuilder;
  readonly #matrix: Matrix;
  readonly #constants = new Map<number, Floats>();

  constructor(f: FunctionBuilder, mode: FeatureMode, matrix: Matrix) {
    this.#f = f;
    this.#matrix = matrix;
    for (const factor of matrix.flat()) {
      if ([-1, 0, 1].includes(factor)) continue;
      if (!this.#constants.has(factor)) this.#constants.set(factor, f.let(floats(mode, factor)));
    }
  }

  apply(values: readonly Floats[]): Local<Floats>[] {
    const results: Local<Floats>[] = [];
    for (let row = 0; row < this.#matrix.length; ) {
      const [first, second] = [this.#matrix[row]!, this.#matrix[row + 1]];
      const mirrored = second === undefined ? null : mirroredParts(first, second);
      if (mirrored === null) {
        results.push(this.#f.let(this.#combine(first, values)));
        row++;
      } else {
        // Rows such as (a, b, c, d) and (a, -b, c, -d): their sums differ in one sign.
        const even = this.#f.let(this.#combine(mirrored.even, values));
        const odd = this.#f.let(this.#combine(mirrored.odd, values));
        results.push(this.#f.let<Floats>(even.add(odd)), this.#f.let<Floats>(even.sub(odd)));
        row += 2;
      }
    }
    return results;
  }

  /** The sum of `factors[i] * values[i]`; at least one factor is not 0. */
  #combine(factors: readonly number[], values: readonly Floats[]): Floats {
    const terms = factors
      .map((factor, index) => ({ factor, value: values[index]! }))
      .filter(({ factor }) => factor !== 0)
      // What is only added comes first, so that every product is a multiply-add.
      .sort((a, b) => Number(b.factor === 1) - Number(a.factor === 1));
    let sum: Floats | null = null;
    for (const { factor, value } of terms) {
      const constant = this.#constants.get(factor);
      if (constant !== undefined)
        sum = sum === null ? value.mul(constant) : value.madd(constant, sum);
      else if (factor === 1) sum = sum === null ? value : sum.add(value);
      else sum = sum === null ? value.neg() : sum.sub(value);
    }
    if (sum === null) throw new RangeError('a row of zeros');
    return sum;
  }
}

/** The columns on which two rows agree, and those on which they differ in sign, if that is all. */
function mirroredParts(
  first: readonly number[],
  second: readonly number[],
): { even: readonly number[]; odd: readonly number[] } | null {
  const isMirrored = first.every((factor, i) => Math.abs(factor) === Math.abs(second[i]!));
  const even = first.map((factor, i) => (factor === second[i] ? factor : 0));
  const odd = first.map((factor, i) => (factor === second[i] ? 0 : factor));
  const hasBoth = even.some((factor) => factor !== 0) && odd.some((factor) => factor !== 0);
  return isMirrored && hasBoth ? { even, odd } : null;
}
