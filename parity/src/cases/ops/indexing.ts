import type { Calls } from '../../evaluate.ts';

/** Where an element is taken twice, the gradient is a sum. */
export const indexing: Calls = {
  'gather axis 0': (x, index) => x.gather(0, index),
  'gather axis -1': (x, index) => x.gather(-1, index),
  'scatterAdd axis 0': (x, index, y) => x.scatterAdd(0, index, y),
  'scatterAdd axis 1': (x, index, y) => x.scatterAdd(1, index, y),
  'at 1': (x) => x.at(1),
  'at -1': (x) => x.at(-1),
  'at a range and a number': (x) => x.at([1, 3], 0),
  'at all and -2': (x) => x.at(null, -2),
  'at indices': (x, index) => x.at(index),
  'at indices of axis 1': (x, index) => x.at(null, index),
  'at two indices': (x, i, j) => x.at(i, j),
  'at two indices apart': (x, i, j) => x.at(i, null, j),
  'at a number and indices': (x, index) => x.at(1, null, index),
  'at a mask': (x, mask) => x.at(mask),
  maskedSelect: (x, mask) => x.maskedSelect(mask),
  nonzero: (x) => x.nonzero(),
  take: (x, index) => x.take(index),
  'take axis 0': (x, index) => x.take(index, 0),
  'indexSelect axis 0': (x, index) => x.indexSelect(0, index),
  'indexSelect axis 1': (x, index) => x.indexSelect(1, index),
  'indexAdd axis 0': (x, index, y) => x.indexAdd(0, index, y),
};
