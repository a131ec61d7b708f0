import { concat, dispatch, ops, stack } from '@plumbline/tensor';
import type { Calls } from '../../evaluate.ts';

/** What moves elements, cuts and joins: nothing is computed, so nothing may differ. */
export const movement: Calls = {
  reshape: (x) => x.reshape([3, -1]),
  'reshape after transpose': (x) => x.transpose(0, 2).reshape([-1]),
  'reshape of nothing': (x) => x.reshape([0, 5]),
  'reshape that does not fit': (x) => x.reshape([5, 5]),
  flatten: (x) => x.flatten(),
  'flatten 1': (x) => x.flatten(1),
  permute: (x) => x.permute([2, 0, 1]),
  'permute twice an axis': (x) => x.permute([0, 0, 1]),
  transpose: (x) => x.transpose(),
  'transpose 0 2': (x) => x.transpose(0, 2),
  'unsqueeze 1': (x) => x.unsqueeze(1),
  'unsqueeze -1': (x) => x.unsqueeze(-1),
  squeeze: (x) => x.squeeze(),
  'squeeze 0': (x) => x.squeeze(0),
  slice: (x) => x.slice(null, [1, 3]),
  'slice every second': (x) => x.slice(...x.shape.slice(1).map(() => null), [null, null, 2]),
  'slice from the end': (x) => x.slice([-2]),
  'slice backwards': (x) => x.slice([null, null, -1]),
  alias: (x) => x.alias(),
  clone: (x) => x.clone(),
  'to float64': (x) => x.to('float64'),
  'to float32': (x) => x.to('float32'),
  'to int32': (x) => x.to('int32'),
  'to bool': (x) => x.to('bool'),
  sliceScatter: (x) =>
    dispatch(ops.sliceScatter, [x], { starts: [1, 0], steps: [1, 2], shape: [4, 5] }),
  'concat axis 1': (...xs) => concat(xs, 1),
  'concat axis -1': (...xs) => concat(xs, -1),
  'stack axis 1': (...xs) => stack(xs, 1),
  'gather axis 0': (x, index) => x.gather(0, index),
  'gather axis -1': (x, index) => x.gather(-1, index),
  'scatterAdd axis 0': (x, index, y) => x.scatterAdd(0, index, y),
  'scatterAdd axis 1': (x, index, y) => x.scatterAdd(1, index, y),
};
