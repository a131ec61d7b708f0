import {
  BatchNorm1d,
  init,
  initialize,
  Linear,
  type Module,
  ReLU,
  Residual,
  Sequential,
} from '@plumbline/layers';
import { manualSeed } from '@plumbline/tensor';
import type { Digits } from '../story/digits.ts';

export const width = 32;

/** A network that reads digits, and the paths of its blocks. */
export interface DigitNetwork {
  readonly model: Sequential;
  readonly blocks: readonly string[];
}

/**
 * Linear, blocks F = norm, ReLU, Linear, norm, ReLU, Linear (He et al. 2016, "Identity mappings in deep
 * residual networks", fig. 4e), norm, ReLU, Linear, with batch normalization, so that the plain network
 * learns too where it isn't very deep. The two kinds start with the same weights: one has x + F(x) where
 * the other has F(x).
 */
export function digitNetwork(
  kind: 'plain' | 'residual',
  blocks: number,
  { inputs, classes }: Pick<Digits, 'inputs' | 'classes'>,
): DigitNetwork {
  manualSeed(1);
  const layer = () => [new BatchNorm1d(width), new ReLU(), new Linear(width, width)];
  const block = (): Module => {
    const branch = new Sequential(...layer(), ...layer());
    return kind === 'residual' ? new Residual(branch) : branch;
  };
  const model = new Sequential(
    new Linear(inputs, width),
    ...Array.from({ length: blocks }, block),
    new BatchNorm1d(width),
    new ReLU(),
    new Linear(width, classes),
  );
  initialize(model, init.kaimingNormal);
  return { model, blocks: Array.from({ length: blocks }, (_, i) => String(i + 1)) };
}
