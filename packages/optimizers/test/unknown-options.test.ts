import { Parameter } from '@plumbline/autograd';
import { ones } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import * as optimizers from '../src/index.ts';

/** What a JavaScript user, or a wider object in TypeScript, may pass. */
const misspelled: object = { momentun: 0.9 };
const p = [new Parameter(ones([2, 2]))];
const { SGD, Adam, AdamW, RMSprop, Adagrad, Lion, LAMB, Muon, Optimizer, WeightAverage } =
  optimizers;

describe('an option that is misspelled', () => {
  test.each<[name: string, make: () => unknown]>([
    ['SGD', () => new SGD(p, { lr: 1, ...misspelled })],
    ['Adam', () => new Adam(p, misspelled)],
    ['AdamW', () => new AdamW(p, misspelled)],
    ['RMSprop', () => new RMSprop(p, misspelled)],
    ['Adagrad', () => new Adagrad(p, misspelled)],
    ['Lion', () => new Lion(p, misspelled)],
    ['LAMB', () => new LAMB(p, misspelled)],
    ['Muon', () => new Muon(p, misspelled)],
    ['AdamW', () => new Muon(p, { adamw: misspelled })],
    ['SGD', () => new SGD([{ parameters: p, lr: 1, ...misspelled }])],
    ['AdamW', () => new AdamW([{ parameters: p, ...misspelled }])],
    ['AdamW', () => optimizers.adamw(misspelled)],
    ['scaleByAdam', () => optimizers.scaleByAdam(misspelled)],
    ['scaleByAdagrad', () => optimizers.scaleByAdagrad(misspelled)],
    ['scaleByRms', () => optimizers.scaleByRms(misspelled)],
    ['scaleByLion', () => optimizers.scaleByLion(misspelled)],
    ['trace', () => optimizers.trace({ momentum: 0.9, ...misspelled })],
    ['orthogonalize', () => optimizers.orthogonalize(misspelled)],
    ['lookahead', () => optimizers.lookahead(misspelled)],
    ['WeightAverage', () => new WeightAverage(p, misspelled)],
    ['oneCycle', () => optimizers.oneCycle(1, 10, misspelled)],
    ['reduceOnPlateau', () => optimizers.reduceOnPlateau(1, misspelled)],
    ['warmRestarts', () => optimizers.warmRestarts(1, 10, misspelled)],
    ['polynomial', () => optimizers.polynomial(1, 10, misspelled)],
  ])('%s names it', (name, make) => {
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`${name}: no option 'momentun'; there are `);
  });
});

describe('in JavaScript', () => {
  const make = (what: typeof SGD | typeof WeightAverage | typeof Optimizer, ...given: unknown[]) =>
    Reflect.construct(what, given);
  class Model {
    parameters() {
      return p;
    }
  }

  test.each<[what: string, make: () => unknown, message: string]>([
    [
      'a model for its parameters',
      () => make(SGD, new Model(), { lr: 1 }),
      'SGD: expected parameters (model.parameters(), new Parameter(tensor)), got a Model',
    ],
    [
      'modules for parameters',
      () => make(SGD, [new Model()], { lr: 1 }),
      'SGD: a group { parameters }: expected parameters (model.parameters(), new Parameter(tensor)), got a Model',
    ],
    [
      "PyTorch's params",
      () => make(SGD, [{ params: p, lr: 1 }], { lr: 1 }),
      'SGD: a group { parameters }: expected parameters (model.parameters(), new Parameter(tensor)), got an object with params, lr',
    ],
    ['plain tensors', () => make(SGD, [ones([2])], { lr: 1 }), 'got a Tensor'],
    ['plain tensors in a group', () => make(SGD, [{ parameters: [ones([2])] }]), 'got a Tensor'],
    ['nothing', () => make(SGD), 'SGD: expected parameters'],
    ['plain tensors to average', () => make(WeightAverage, [ones([2])]), 'WeightAverage: expected'],
    ['one parameter', () => make(Optimizer, p[0]), 'Optimizer: expected parameters'],
  ])('%s: a TypeError that says what to pass', (_, construct, message) => {
    expect(construct).toThrow(TypeError);
    expect(construct).toThrow(message);
  });

  test.each<[make: () => unknown, message: string]>([
    [
      () => Reflect.apply(optimizers.oneCycle, null, [1, 10, { anneal: 'cosine' }]),
      "oneCycle: anneal: expected 'cos' or 'linear', got 'cosine'",
    ],
    [
      () => Reflect.apply(optimizers.reduceOnPlateau, null, [1, { mode: 'lowest' }]),
      "reduceOnPlateau: mode: expected 'min' or 'max', got 'lowest'",
    ],
    [
      () => Reflect.apply(optimizers.reduceOnPlateau, null, [1, { thresholdMode: 'relative' }]),
      "thresholdMode: expected 'rel' or 'abs', got 'relative'",
    ],
  ])('a choice that there is not: %#', (construct, message) => {
    expect(construct).toThrow(RangeError);
    expect(construct).toThrow(message);
  });
});
