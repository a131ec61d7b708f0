import type { Tensor } from '@plumbline/tensor';
import type { Calls } from '../../evaluate.ts';

type Reduce = (x: Tensor, axes?: number | number[], options?: { keepdim?: boolean }) => Tensor;

/** Over all axes, one, two that stay, and the last. */
function reductions(name: string, reduce: Reduce): Calls {
  return {
    [name]: (x) => reduce(x),
    [`${name} axis 1`]: (x) => reduce(x, 1),
    [`${name} axes 0 2 keepdim`]: (x) => reduce(x, [0, 2], { keepdim: true }),
    [`${name} axis -1`]: (x) => reduce(x, -1),
  };
}

export const reduce: Calls = {
  ...reductions('sum', (x, ...over) => x.sum(...over)),
  'sum of bool': (x) => x.sum(),
  ...reductions('prod', (x, ...over) => x.prod(...over)),
  ...reductions('max', (x, ...over) => x.max(...over)),
  'max axis 1 of nothing': (x) => x.max(1),
  ...reductions('min', (x, ...over) => x.min(...over)),
  ...reductions('mean', (x, ...over) => x.mean(...over)),
  ...reductions('var', (x, ...over) => x.var(...over)),
  'var correction 0': (x) => x.var([0, 1], { correction: 0 }),
  ...reductions('norm', (x, ...over) => x.norm(...over)),
  ...reductions('std', (x, ...over) => x.std(...over)),
  'std of equal elements': (x) => x.std(),
  'norm of zeros': (x) => x.norm(),
  'norm 1': (x) => x.norm(1, { p: 1 }),
  'norm 3': (x) => x.norm(1, { p: 3 }),
  'norm 0': (x) => x.norm(1, { p: 0 }),
  'norm infinity': (x) => x.norm(1, { p: Number.POSITIVE_INFINITY }),
  'norm minus infinity': (x) => x.norm(1, { p: Number.NEGATIVE_INFINITY }),
  ...reductions('logsumexp', (x, ...over) => x.logsumexp(...over)),
  ...reductions('any', (x, ...over) => x.any(...over)),
  ...reductions('all', (x, ...over) => x.all(...over)),
  'argmax of all': (x) => x.argmax(),
  'argmin of all': (x) => x.argmin(),
  argmax: (x) => x.argmax(-1),
  'argmax axis 1 keepdim': (x) => x.argmax(1, { keepdim: true }),
  argmin: (x) => x.argmin(-1),
  'argmin axis 1 keepdim': (x) => x.argmin(1, { keepdim: true }),
  softmax: (x) => x.softmax(-1),
  'softmax axis 0': (x) => x.softmax(0),
  logSoftmax: (x) => x.logSoftmax(-1),
  'logSoftmax axis 0': (x) => x.logSoftmax(0),
};

/** PyTorch's gradient is e^(x - result), of which a result of 1000 has no digits left. */
export const largeLogits: Calls = {
  'logsumexp of large': (x) => x.logsumexp(-1),
};
