import { checkOperands } from './dispatch.ts';
import { type Labelled, parseEinsum } from './einsum-labels.ts';
import { scope } from './scope.ts';
import type { Tensor } from './tensor.ts';

/**
 * Einstein's summation: an equation names the axes of every operand by letters, and the result has
 * those after `->`; all others are summed over. `...` stands for leading axes that broadcast.
 * Without `->` the result has the letters that occur once, in alphabetical order.
 *
 * `einsum('bij,bjk->bik', a, b)` is `a.matmul(b)`. Operands meet from left to right, two by two.
 */
export function einsum(equation: string, ...operands: Tensor[]): Tensor {
  checkOperands(operands, 'einsum');
  return scope(() => {
    const { inputs, output, sizes } = parseEinsum(equation, operands);
    const [first, ...others] = inputs.map(takeDiagonals);
    let result = first!;
    for (const [i, next] of others.entries()) {
      const later = others.slice(i + 1).flatMap(({ labels }) => labels);
      result = contract(result, next, new Set([...output, ...later]), sizes);
    }
    const summed = sumOut(result, (label) => !output.includes(label));
    const { tensor } = arranged(summed, output, sizes);
    return operands.includes(tensor) ? tensor.alias() : tensor;
  });
}

/** Axes of one name are walked together: their diagonal takes their place. */
function takeDiagonals({ tensor, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second === -1) return { tensor, labels };
  const label = labels[second]!;
  const first = labels.indexOf(label);
  const rest = labels.filter((_, axis) => axis !== first && axis !== second);
  return takeDiagonals({ tensor: tensor.diagonal(0, first, second), labels: [...rest, label] });
}

function sumOut({ tensor, labels }: Labelled, isSummed: (label: string) => boolean): Labelled {
  const axes = labels.flatMap((label, axis) => (isSummed(label) ? [axis] : []));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: tensor.sum(axes), labels: labels.filter((label) => !isSummed(label)) };
}

/** The axes in the order of `order`, with size 1 for the names that the tensor does not have. */
function arranged({ tensor, labels }: Labelled, order: readonly string[], sizes: Sizes): Labelled {
  const own = order.filter((label) => labels.includes(label));
  const axes = own.map((label) => labels.indexOf(label));
  const turned = axes.every((axis, i) => axis === i) ? tensor : tensor.permute(axes);
  const shape = order.map((label) => (labels.includes(label) ? sizes.get(label)! : 1));
  const broadcast = turned.expand(shape.filter((_, i) => labels.includes(order[i]!)));
  return {
    tensor: own.length === order.length ? broadcast : broadcast.reshape(shape),
    labels: order,
  };
}

type Sizes = ReadonlyMap<string, number>;

/** The product of two operands, summed over the axes that nothing after it needs. */
function contract(a: Labelled, b: Labelled, kept: ReadonlySet<string>, sizes: Sizes): Labelled {
  const left = sumOut(a, (label) => !kept.has(label) && !b.labels.includes(label));
  const right = sumOut(b, (label) => !kept.has(label) && !a.labels.includes(label));
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => kept.has(label));
  const inner = shared.filter((label) => !kept.has(label));
  const [rows, columns] = [left, right].map((side) =>
    side.labels.filter((label) => !shared.includes(label)),
  );
  const labels = [...batch, ...rows!, ...columns!];
  const isPointwise = inner.length === 0 || (rows!.length === 0 && columns!.length === 0);
  if (isPointwise) {
    const order = [...labels, ...inner];
    const [x, y] = [left, right].map((side) => arranged(side, order, sizes).tensor);
    return sumOut({ tensor: x!.mul(y!), labels: order }, (label) => inner.includes(label));
  }
  const sizesOf = (names: readonly string[]) => names.map((label) => sizes.get(label)!);
  const count = (names: readonly string[]) => sizesOf(names).reduce((n, size) => n * size, 1);
  const matrices = (side: Labelled, outer: readonly string[], last: readonly string[]) =>
    arranged(side, [...batch, ...outer, ...last], sizes).tensor.reshape([
      ...sizesOf(batch),
      count(outer),
      count(last),
    ]);
  const product = matrices(left, rows!, inner).matmul(matrices(right, inner, columns!));
  return { tensor: product.reshape(sizesOf(labels)), labels };
}
