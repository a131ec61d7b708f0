import { readFileSync } from 'node:fs';
import { backward, onGradient, track } from '@plumbline/autograd';
import { type Tensor, tensor } from '@plumbline/tensor';
import { expect } from 'vitest';
import type { Module, StateDict } from '../src/index.ts';
import type { Float } from './close.ts';

/** What `fixtures/residual.py` writes for one module. */
export interface ResidualFixture {
  readonly name: string;
  /** The shapes of the state dict. */
  readonly state: Readonly<Record<string, readonly number[]>>;
  readonly shape: readonly number[];
  readonly y: readonly number[];
  /** All elements, or a digest (see there). */
  readonly gradX: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly evaluated: readonly number[];
}

export const fixtures: {
  readonly blocks: readonly ResidualFixture[];
  readonly networks: readonly ResidualFixture[];
  /** sha256 over the sorted lines `name [shape]` of the state dict. */
  readonly names: Readonly<Record<string, string>>;
  readonly full: ResidualFixture;
} = JSON.parse(readFileSync(new URL('fixtures/residual.json', import.meta.url), 'utf8'));

/** The script's `elements`. */
function noise(shape: readonly number[], key: number): Float64Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const made = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let h = (Math.imul(i, 0x9e3779b1) + Math.imul(key, 0x85ebca6b)) | 0;
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
    made[i] = ((h ^ (h >>> 15)) >>> 0) / 2 ** 31 - 1;
  }
  return made;
}

function floats(values: Float64Array, shape: readonly number[], dtype: Float): Tensor {
  return tensor(dtype === 'float64' ? values : Float32Array.from(values), { shape });
}

/** The weights that the script gives the module. */
function stateOf(fixture: ResidualFixture, dtype: Float): StateDict {
  const state: StateDict = {};
  for (const [key, [name, shape]] of Object.entries(fixture.state).entries()) {
    if (name.endsWith('num_batches_tracked')) {
      state[name] = tensor(0, { dtype: 'int32' });
      continue;
    }
    const isScale = name.endsWith('running_var') || (name.endsWith('weight') && shape.length === 1);
    const fanIn = shape.slice(1).reduce((product, length) => product * length, 1);
    const values = noise(shape, key).map((v) =>
      shape.length >= 2 ? v * Math.sqrt(6 / fanIn) : isScale ? 1 + 0.3 * v : 0.3 * v,
    );
    state[name] = floats(values, shape, dtype);
  }
  return state;
}

/** Norm, and projections on two directions. */
function digest(gradient: Tensor): number[] {
  const elements = gradient.dataSync();
  const [a, b] = [noise(gradient.shape, 2000), noise(gradient.shape, 3000)];
  const sums = [0, 0, 0] as [number, number, number];
  for (let i = 0; i < elements.length; i++) {
    const v = elements[i]!;
    sums[0] += v * v;
    sums[1] += v * a[i]!;
    sums[2] += v * b[i]!;
  }
  return [Math.sqrt(sums[0]), sums[1], sums[2]];
}

/** The largest difference, relative to the largest element where that is above 1. */
function difference(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(found[i]! - value) / scale));
}

/**
 * Loads the weights (which compares all names and shapes) and returns the largest relative
 * difference of output, gradients, and output in eval from PyTorch's.
 */
export function compare(
  module: Module,
  fixture: ResidualFixture,
  dtype: Float,
  keep: 'elements' | 'digests',
): number {
  module.loadStateDict(stateOf(fixture, dtype));
  const differences: number[] = [];
  const read = (gradient: Tensor) => (keep === 'digests' ? digest(gradient) : gradient.dataSync());
  const x = track(floats(noise(fixture.shape, 1000), fixture.shape, dtype));
  onGradient(x, (gradient) => void differences.push(difference(read(gradient), fixture.gradX)));
  const y = module.forward(x);
  differences.push(difference(y.dataSync(), fixture.y));
  backward(y, { gradient: floats(noise(y.shape, 1001), y.shape, dtype) });
  expect(differences.length).toBe(2);
  for (const [name, parameter] of module.namedParameters()) {
    const gradient = parameter.grad ?? expect.fail(`${name} has no gradient`);
    differences.push(difference(read(gradient), fixture.gradients[name]!));
  }
  module.eval();
  differences.push(difference(module.forward(x).dataSync(), fixture.evaluated));
  return Math.max(...differences);
}
