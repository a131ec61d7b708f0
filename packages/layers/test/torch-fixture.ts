import { readFileSync } from 'node:fs';
import { backward, onGradient, track } from '@plumbline/autograd';
import { isFloat, type Tensor, tensor } from '@plumbline/tensor';
import { expect } from 'vitest';
import type { Module } from '../src/index.ts';

export interface Elements {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Numbers = Readonly<Record<string, readonly number[]>>;

/** What `fixtures/record.py` writes of a layer. */
export interface Fixture<Options> {
  readonly name: string;
  readonly options: Options;
  readonly state: Readonly<Record<string, Elements>>;
  readonly x: Elements;
  /** What `forward` is given besides, by name. */
  readonly inputs: Readonly<Record<string, Elements>>;
  readonly y: Elements;
  readonly gradient: readonly number[];
  /** null for an input of whole numbers. */
  readonly gradX: readonly number[] | null;
  readonly gradInputs: Numbers;
  readonly gradients: Numbers;
  readonly after: Numbers;
  readonly evaluated: readonly number[];
}

/** The content of `fixtures/[name].json`; what is in there is up to the script beside it. */
export function readFixtures(name: string) {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));
}

export function tensorOf({ dtype, shape, data }: Elements): Tensor {
  return tensor(Float64Array.from(data), { shape, dtype });
}

/** Within 1e-5 of the largest element: PyTorch's own kernels differ by that much among themselves. */
export function expectTorch(actual: Tensor, expected: readonly number[]): void {
  const scale = Math.max(1, ...expected.map(Math.abs));
  const elements = [...actual.dataSync()];
  expect(elements.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(elements[i]! - value) / scale).toBeLessThan(1e-5);
  }
}

/** The tensor as a leaf, and the gradient that arrives there. */
export function leaf(values: Elements): { readonly x: Tensor; readonly gradient: () => Tensor } {
  const x = tensorOf(values);
  const arrived: number[] = [];
  if (isFloat(x.dtype))
    onGradient(track(x), (gradient) => void arrived.push(...gradient.dataSync()));
  return { x, gradient: () => tensor(Float32Array.from(arrived)) };
}

/**
 * Loads PyTorch's weights, and compares output, gradients, buffers, and what eval() gives. `options`
 * go to `forward` besides the inputs of the fixture.
 */
export function checkLayer<Options>(layer: Module, fixture: Fixture<Options>, options = {}): void {
  const { state, inputs, y: expected, gradX } = fixture;
  const names = Object.keys(layer.stateDict());
  expect(names.toSorted()).toEqual(Object.keys(state).toSorted());
  layer.loadStateDict(tensorsOf(state));
  const { x, gradient } = leaf(fixture.x);
  const leaves = Object.entries(inputs).map(([name, value]) => ({ name, ...leaf(value) }));
  const given = { ...options, ...Object.fromEntries(leaves.map(({ name, x }) => [name, x])) };
  const y = layer.forward(x, given);
  expect(y.shape).toEqual(expected.shape);
  expectTorch(y, expected.data);
  backward(y, { gradient: tensorOf({ ...expected, data: fixture.gradient }) });
  if (gradX !== null) expectTorch(gradient(), gradX);
  for (const { name, gradient } of leaves) {
    const wanted = fixture.gradInputs[name];
    if (wanted !== undefined) expectTorch(gradient(), wanted);
  }
  for (const [name, parameter] of layer.namedParameters()) {
    expectTorch(parameter.grad ?? expect.fail(`${name} has no gradient`), fixture.gradients[name]!);
  }
  for (const [name, buffer] of layer.namedBuffers()) expectTorch(buffer, fixture.after[name]!);
  layer.eval();
  expectTorch(layer.forward(x, given), fixture.evaluated);
}

function tensorsOf(values: Readonly<Record<string, Elements>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tensorOf(value)]));
}
