import { dispatch, ops, type Tensor } from '@plumbline/tensor';
import type { Calls } from '../../evaluate.ts';

const both = ({ values, indices }: { values: Tensor; indices: Tensor }) => [values, indices];

export const order: Calls = {
  argsort: (x) => x.argsort(),
  'argsort descending': (x) => x.argsort(-1, { descending: true }),
  sort: (x) => both(x.sort()),
  'sort axis 0': (x) => both(x.sort(0)),
  'sort descending': (x) => both(x.sort(-1, { descending: true })),
  'topk 2': (x) => both(x.topk(2)),
  'topk 2 smallest': (x) => both(x.topk(2, -1, { largest: false })),
  'topk beyond': (x) => both(x.topk(3)),
};

export const scans: Calls = {
  cumsum: (x) => x.cumsum(-1),
  'cumsum axis 0': (x) => x.cumsum(0),
  cumprod: (x) => x.cumprod(-1),
  'cumprod axis 0': (x) => x.cumprod(0),
  linearScan: (decay, x) => dispatch(ops.linearScan, [decay, x], { axis: 1 }),
};
