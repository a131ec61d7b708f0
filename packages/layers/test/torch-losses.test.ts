import { backward } from '@plumbline/autograd';
import { type Tensor, tensor } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import * as layers from '../src/index.ts';
import { type Elements, expectTorch, leaf, readFixtures, tensorOf } from './torch-fixture.ts';

/** What `fixtures/losses.py` writes. */
interface LossFixture<Options> {
  readonly name: string;
  readonly inputs: readonly Elements[];
  readonly options: Options;
  /** Options that are tensors. */
  readonly tensors: Readonly<Record<string, Elements>>;
  readonly y: Elements;
  readonly gradient: readonly number[];
  /** null where PyTorch has none. */
  readonly gradients: readonly (readonly number[] | null)[];
}

const fixtures: Readonly<Record<string, readonly LossFixture<object>[]>> = readFixtures('losses');

type TwoInputs<Options> = (a: Tensor, b: Tensor, options: Options) => Tensor;
type ThreeInputs = (a: Tensor, b: Tensor, target: Tensor, options: layers.MarginOptions) => Tensor;

/** Compares the loss, and the gradients of its inputs, for a gradient at the loss. */
function check(fixture: LossFixture<object>, loss: (inputs: Tensor[], options: object) => Tensor) {
  const leaves = fixture.inputs.map(leaf);
  const tensors = Object.entries(fixture.tensors).map(([name, value]) => [name, tensorOf(value)]);
  const options = { ...fixture.options, ...Object.fromEntries(tensors) };
  const y = loss(
    leaves.map(({ x }) => x),
    options,
  );
  expect(y.shape).toEqual(fixture.y.shape);
  expectTorch(y, fixture.y.data);
  backward(y, {
    gradient: tensor(Float32Array.from(fixture.gradient), { shape: fixture.y.shape }),
  });
  for (const [i, expected] of fixture.gradients.entries()) {
    if (expected !== null) expectTorch(leaves[i]!.gradient(), expected);
  }
}

const ofTwo: Readonly<Record<string, TwoInputs<object>>> = {
  crossEntropy: layers.crossEntropy,
  nll: layers.nll,
  mse: layers.mse,
  l1: layers.l1,
  smoothL1: layers.smoothL1,
  huber: layers.huber,
  bceWithLogits: layers.bceWithLogits,
  bce: layers.bce,
  klDiv: layers.klDiv,
  hingeEmbedding: layers.hingeEmbedding,
  softMargin: layers.softMargin,
};
const ofThree: Readonly<Record<string, ThreeInputs>> = {
  cosineEmbedding: layers.cosineEmbedding,
  marginRanking: layers.marginRanking,
};

describe.each(Object.entries(ofTwo))('%s', (name, loss) => {
  test.each(fixtures[name]!)('$name is PyTorch’s', (fixture) => {
    check(fixture, ([a, b], options) => loss(a!, b!, options));
  });
});

describe.each(Object.entries(ofThree))('%s', (name, loss) => {
  test.each(fixtures[name]!)('$name is PyTorch’s', (fixture) => {
    check(fixture, ([a, b, target], options) => loss(a!, b!, target!, options));
  });
});

test('every loss of the fixtures is compared', () => {
  expect(Object.keys(fixtures).toSorted()).toEqual(
    [...Object.keys(ofTwo), ...Object.keys(ofThree)].toSorted(),
  );
});
