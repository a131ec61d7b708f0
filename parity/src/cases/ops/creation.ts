import {
  arange,
  eye,
  full,
  linspace,
  logspace,
  oneHot,
  ones,
  onesLike,
  zeros,
  zerosLike,
} from '@plumbline/tensor';
import type { Calls } from '../../evaluate.ts';

export const creation: Calls = {
  arange: () => arange(2, 11, 3),
  'arange fraction': () => arange(0, 1, 0.25),
  logspace: () => logspace(-1, 2, 4),
  linspace: () => linspace(-1, 2, 7),
  eye: () => eye(3),
  'eye 2x3': () => eye(2, 3),
  full: () => full([2, 3], 7.5),
  ones: () => ones([2, 3]),
  zeros: () => zeros([2, 0]),
  onesLike: (x) => onesLike(x),
  zerosLike: (x) => zerosLike(x),
  oneHot: (labels) => oneHot(labels, 4),
};
