import { Linear } from '@plumbline/layers';
import { eye, Generator, randn, type Tensor, zeros } from '@plumbline/tensor';

const dtype = 'float64';

/** A random orthogonal matrix: a product of two reflections. */
export function orthogonal(size: number, seed: number): Tensor {
  const generator = new Generator(seed);
  const reflection = () => {
    const v = randn([size, 1], { dtype, generator });
    return eye(size, size, { dtype }).sub(v.matmul(v.transpose(0, 1)).mul(2).div(v.square().sum()));
  };
  return reflection().matmul(reflection());
}

/** A matrix of this shape with these singular values, of which there are min(rows, columns). */
export function withSingularValues(
  rows: number,
  columns: number,
  values: readonly number[],
  seed: number,
): Tensor {
  let sum = zeros([rows, columns], { dtype });
  const [u, v] = [orthogonal(rows, seed), orthogonal(columns, seed + 1)];
  for (const [i, value] of values.entries()) {
    const [left, right] = [u.slice(null, [i, i + 1]), v.slice(null, [i, i + 1])];
    sum = sum.add(left.matmul(right.transpose(0, 1)).mul(value));
  }
  return sum;
}

/** The linear layer x -> W x. */
export function linear(weight: Tensor): Linear {
  const [out = 1, into = 1] = weight.shape;
  const layer = new Linear(into, out, { bias: false, dtype: weight.dtype });
  layer.weight.assign(weight);
  return layer;
}

/** Singular values, largest first, by one-sided Jacobi rotations of the rows (Hestenes 1958). */
export function denseSingularValues(matrix: Tensor): number[] {
  const [rows = 0, columns = 0] = matrix.shape;
  const data = matrix.dataSync();
  const a = Array.from({ length: rows }, (_, i) => [...data.slice(i * columns, (i + 1) * columns)]);
  const product = (x: number[], y: number[]) => x.reduce((sum, xi, i) => sum + xi * y[i]!, 0);
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let i = 0; i < rows; i++) {
      for (let j = i + 1; j < rows; j++) {
        const [x, y] = [a[i]!, a[j]!];
        const angle = Math.atan2(2 * product(x, y), product(x, x) - product(y, y)) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        a[i] = x.map((xi, k) => c * xi + s * y[k]!);
        a[j] = y.map((yi, k) => c * yi - s * x[k]!);
      }
    }
  }
  const norms = a.map((row) => Math.sqrt(product(row, row))).sort((x, y) => y - x);
  return norms.slice(0, Math.min(rows, columns));
}
