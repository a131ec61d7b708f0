import { Linear, type Module, ReLU, Residual, Sequential } from '@plumbline/layers';
import { manualSeed } from '@plumbline/tensor';

export const networkNames = ['plain', 'residual'] as const;
export type NetworkName = (typeof networkNames)[number];

export interface NetworkSizes {
  /** Values in an example. */
  readonly inputs: number;
  readonly classes: number;
  /** Linear layers, the first and the last included. */
  readonly depth: number;
  readonly width: number;
}

/**
 * Linear + ReLU, blocks of two linear layers, Linear. All weights start as PyTorch's do, drawn from
 * `seed` in the order of the layers, so that networks of one seed start with the same weights
 * whatever their name.
 *
 * One linear layer makes the first step from the input, one the last step to the classes. Where an
 * odd number is left for the blocks, the last block has one linear layer.
 */
export function createNetwork(name: NetworkName, sizes: NetworkSizes, seed: number): Sequential {
  const { inputs, classes, depth, width } = sizes;
  manualSeed(seed);
  const layers: Module[] = [new Linear(inputs, width), new ReLU()];
  for (let left = depth - 2; left > 0; left -= 2) {
    layers.push(...block[name](branch(width, Math.min(2, left))));
  }
  return new Sequential(...layers, new Linear(width, classes));
}

/** F: `linears` linear layers with a ReLU in between. */
function branch(width: number, linears: number): Sequential {
  const first = new Linear(width, width);
  if (linears === 1) return new Sequential(first);
  return new Sequential(first, new ReLU(), new Linear(width, width));
}

/** The one thing in which the networks differ: relu(F(x)) against relu(x + F(x)). */
const block: Readonly<Record<NetworkName, (branch: Module) => Module[]>> = {
  plain: (branch) => [branch, new ReLU()],
  residual: (branch) => [new Residual(branch, { activation: new ReLU() })],
};

/** Whether two networks have the same parameters, bit by bit, in the same order. */
export function haveSameWeights(a: Module, b: Module): boolean {
  const [mine, theirs] = [a.parameters(), b.parameters()];
  return (
    mine.length === theirs.length &&
    mine.every((parameter, i) => {
      const [x, y] = [parameter.dataSync(), theirs[i]?.dataSync()];
      return x.length === y?.length && x.every((element, j) => element === y[j]);
    })
  );
}
