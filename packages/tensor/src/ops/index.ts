import * as convolution from './convolution.ts';
import * as indexing from './indexing.ts';
import { layerNorm, layerNormGrad } from './layer-norm.ts';
import { linear } from './linear.ts';
import * as losses from './losses.ts';
import { matmul } from './matmul.ts';
import * as movement from './movement.ts';
import * as normalization from './normalization.ts';
import * as pointwise from './pointwise.ts';
import * as pooling from './pooling.ts';
import * as reduce from './reduce.ts';
import { linearScan } from './scan.ts';
import { argsort } from './sort.ts';

/** The op table: everything that passes the dispatch point, by name. */
export const ops = {
  ...pointwise,
  ...reduce,
  matmul,
  linear,
  ...movement,
  ...indexing,
  ...convolution,
  ...normalization,
  layerNorm,
  layerNormGrad,
  ...pooling,
  ...losses,
  argsort,
  linearScan,
};

/** The name of an op, a key of `ops`. */
export type OpName = keyof typeof ops;

/** Ops that autograd must have a rule for. */
export type DifferentiableOpName = {
  [Name in OpName]: (typeof ops)[Name]['differentiable'] extends true ? Name : never;
}[OpName];
