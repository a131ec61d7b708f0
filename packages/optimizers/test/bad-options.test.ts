import { Parameter } from '@plumbline/autograd';
import { tensor } from '@plumbline/tensor';
import { expect, test } from 'vitest';
import {
  Adagrad,
  Adam,
  AdamW,
  accumulate,
  clipByGlobalNorm,
  clipByValue,
  clipGradNorm,
  clipGradValue,
  LAMB,
  Lion,
  lookahead,
  Muon,
  Optimizer,
  orthogonalize,
  partition,
  RMSprop,
  SGD,
  sgd,
  WeightAverage,
} from '../src/index.ts';

const p = [new Parameter(tensor([1]))];
const matrix = [new Parameter(tensor([[1]]))];
const nan = Number.NaN;

test.each<[what: string, make: () => unknown, message: string]>([
  ['a negative momentum', () => new SGD(p, { lr: 1, momentum: -1 }), 'momentum'],
  ['a dampening of NaN', () => new SGD(p, { lr: 1, momentum: 1, dampening: nan }), 'dampening'],
  [
    'dampened Nesterov momentum',
    () => new SGD(p, { lr: 1, momentum: 1, nesterov: true, dampening: 0.1 }),
    'SGD: Nesterov momentum needs a momentum and no dampening',
  ],
  [
    'a group without a rate',
    () => new SGD([{ parameters: p, lr: 1 }, { parameters: matrix }], { momentum: 0.9 }),
    'SGD: a parameter group has no lr',
  ],
  [
    'a parameter in two groups',
    () => new Adam([{ parameters: p }, { parameters: [...matrix, ...p] }]),
    'Adam: a parameter of shape [1] is in both group0 and group1',
  ],
  [
    'a parameter twice',
    () => new SGD([...p, ...matrix, ...p], { lr: 1 }),
    'SGD: a parameter of shape [1] is there twice; parameters() of a model has shared ones once',
  ],
  [
    'a parameter twice in a group',
    () => new SGD([{ parameters: [...p, ...p] }], { lr: 1 }),
    'SGD: a parameter of shape [1] is there twice',
  ],
  ['a parameter twice without groups', () => new Optimizer([...p, ...p], sgd({ lr: 1 })), 'twice'],
  ['a parameter twice in an average', () => new WeightAverage([...p, ...p]), 'twice'],
  ['a momentum above 1', () => new SGD(p, { lr: 1, momentum: 2 }), 'momentum: expected a number'],
  ['a bad option of a group', () => new Adam([{ parameters: p, eps: -1 }]), 'eps: expected'],
  ['groups without parameters', () => new Adam([{ parameters: [] }]), 'no parameters to train'],
  ['no groups', () => new Lion([]), 'no parameters to train'],
  [
    'a negative weight decay',
    () => new AdamW(p, { weightDecay: -1 }),
    'weightDecay: expected a number from 0 up, got -1',
  ],
  ['a weight decay of NaN', () => new Adam(p, { weightDecay: nan }), 'weightDecay'],
  ['a beta of 1', () => new Adam(p, { betas: [0.9, 1] }), 'betas[1]'],
  ['a negative eps', () => new Adam(p, { eps: -1 }), 'eps'],
  ['an infinite rate', () => new Adam(p, { lr: Infinity }), 'got Infinity'],
  ['a mean of squares that stays', () => new RMSprop(p, { alpha: 1 }), 'alpha'],
  ['a negative sum of squares', () => new Adagrad(p, { initialAccumulatorValue: -1 }), 'initial'],
  ['a negative decay of the rate', () => new Adagrad(p, { lrDecay: -1 }), 'lrDecay'],
  ['a beta of Lion above 1', () => new Lion(p, { betas: [1.5, 0.9] }), 'betas[0]'],
  ['a beta of LAMB of NaN', () => new LAMB(p, { betas: [0.9, nan] }), 'betas[1]'],
  ['no round of Newton-Schulz', () => new Muon(matrix, { nsSteps: 0 }), 'steps: expected a whole'],
  [
    'vectors as matrices',
    () => new Optimizer(p, orthogonalize()),
    'orthogonalize: expected matrices, got a parameter of shape [1]; partition()',
  ],
  ['a lookahead of 0 steps', () => lookahead({ k: 0 }), 'k: expected a whole number from 1 up'],
  ['a lookahead beyond', () => lookahead({ alpha: 1.1 }), 'alpha: expected a number from 0 to 1'],
  ['half a gradient', () => accumulate(0.5, sgd({ lr: 1 })), 'accumulate: expected a whole number'],
  [
    'an unknown label',
    () =>
      new Optimizer(
        p,
        partition<string>({ a: sgd({ lr: 1 }), b: sgd({ lr: 1 }) }, () => 'c'),
      ),
    'partition: parameter 0 is "c", not one of a, b',
  ],
  ['a largest norm of 0', () => clipByGlobalNorm(0), 'above 0, got 0'],
  ['a largest norm of NaN', () => clipGradNorm([], nan), 'above 0, got NaN'],
  ['a largest value of 0', () => clipByValue(0), 'maxValue: expected a number above 0, got 0'],
  ['a negative largest value', () => clipGradValue([], -1), 'maxValue'],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});
