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
  argmax: (x) => x.argmax(-1),
  'argmax axis 1 keepdim': (x) => x.argmax(1, { keepdim: true }),
  argmin: (x) => x.argmin(-1),
  'argmin axis 1 keepdim': (x) => x.argmin(1, { keepdim: true }),
  softmax: (x) => x.softmax(-1),
  'softmax axis 0': (x) => x.softmax(0),
  logSoftmax: (x) => x.logSoftmax(-1),
  'logSoftmax axis 0': (x) => x.logSoftmax(0),
  /** Its gradient is a sum. */
  expand: (x) => x.expand([3, 2, 4]),
};
