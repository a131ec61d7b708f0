import type { Parameter } from '@plumbline/autograd';
import type { Generator } from '@plumbline/tensor';
import fc from 'fast-check';
import { init, initialize, Linear, type ReLU, Residual, Sequential } from '../src/index.ts';
import type { Float } from './close.ts';
import { type HostMatrix, hostMatrix } from './host-matrix.ts';

export interface StackCase {
  readonly width: number;
  /** The width inside a branch. */
  readonly hidden: number;
  readonly depth: number;
  readonly batch: number;
  readonly dtype: Float;
  readonly seed: number;
}

export const stackCases: fc.Arbitrary<StackCase> = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  hidden: fc.integer({ min: 1, max: 40 }),
  depth: fc.integer({ min: 1, max: 8 }),
  batch: fc.integer({ min: 1, max: 5 }),
  dtype: fc.constantFrom<Float>('float32', 'float64'),
  seed: fc.nat(1e6),
});

/** `depth` blocks x + W3 W2 x, or x + W3 relu(W2 x), without biases: closed forms stay short. */
export function residualBlocks(
  { width, hidden, depth, dtype }: Omit<StackCase, 'seed' | 'batch'>,
  generator: Generator,
  activations: readonly ReLU[] = [],
): Residual[] {
  const options = { bias: false, dtype, generator };
  return Array.from({ length: depth }, () => {
    const [w2, w3] = [new Linear(width, hidden, options), new Linear(hidden, width, options)];
    const branch = new Sequential(w2, ...activations, w3);
    return new Residual(initialize(branch, init.xavierNormal, { generator }));
  });
}

/** The two weights of a block. */
export function weightsOf(block: Residual): [w2: Parameter, w3: Parameter] {
  const [w2, w3] = block.branch.parameters();
  if (w2 === undefined || w3 === undefined) throw new Error('the branch has not two weights');
  return [w2, w3];
}

/** The two weights of a block as matrices on the host. */
export function hostWeightsOf(block: Residual): [w2: HostMatrix, w3: HostMatrix] {
  const [w2, w3] = weightsOf(block);
  return [onHost(w2), onHost(w3)];
}

function onHost(weight: Parameter): HostMatrix {
  const [rows = 0, columns = 0] = weight.shape;
  return hostMatrix(rows, columns, weight.dataSync());
}
