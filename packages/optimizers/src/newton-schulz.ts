import { checkOptions, formatShape, scope, type Tensor } from '@plumbline/tensor';
import { checkWhole } from './check-number.ts';
import { type GradientTransformation, perParameter } from './gradient-transformation.ts';

/** Of the polynomial a x + b x³ + c x⁵, steep at 0 (Jordan 2024, "Coefficients"). */
const [a, b, c] = [3.4445, -4.775, 2.0315];

/**
 * Replaces each matrix U S Vᵀ by about U Vᵀ: singular values come near 1, between 0.68 and 1.16,
 * after `steps` (default 5) rounds of X = a X + b (X Xᵀ) X + c (X Xᵀ)² X, all of it matrix
 * products (Jordan 2024, "Muon: An optimizer for hidden layers in neural networks"). One of more
 * rows than columns is then larger by √(rows / columns), as there.
 *
 * Kernels [O, I, KH, KW] are matrices [O, I · KH · KW]. RangeError for vectors and scalars.
 */
export function orthogonalize(
  options: { readonly steps?: number } = {},
): GradientTransformation<readonly null[]> {
  checkOptions('orthogonalize', options, ['steps']);
  const { steps = 5 } = options;
  checkWhole(steps, 1, 'steps');
  return perParameter<null>({
    init({ shape }) {
      if (shape.length > 1) return null;
      throw new RangeError(
        `orthogonalize: expected matrices, got a parameter of shape ${formatShape(shape)}; ` +
          'partition() gives it another transformation',
      );
    },
    update(update, state) {
      const matrix = update.flatten(1);
      const [rows = 1, columns = 1] = matrix.shape;
      // The smaller side squared is what the products cost.
      const orthogonal =
        rows > columns
          ? newtonSchulz(matrix.transpose(), steps)
              .transpose()
              .mul(Math.sqrt(rows / columns))
          : newtonSchulz(matrix, steps);
      return { update: orthogonal.reshape(update.shape), state };
    },
  });
}

function newtonSchulz(matrix: Tensor, steps: number): Tensor {
  // The Frobenius norm is no smaller than the largest singular value, which has to be at most 1.
  let x = matrix.div(matrix.norm().add(1e-7));
  for (let step = 0; step < steps; step++) {
    x = scope(() => {
      const gram = x.matmul(x.transpose());
      const odd = gram.mul(b).add(gram.matmul(gram).mul(c));
      return x.mul(a).add(odd.matmul(x));
    });
  }
  return x;
}
