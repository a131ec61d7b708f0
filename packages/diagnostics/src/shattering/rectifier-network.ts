import {
  BatchNorm1d,
  init,
  Linear,
  type Module,
  ReLU,
  Residual,
  Sequential,
} from '@plumbline/layers';
import { checkChoice, checkOptions, type Generator } from '@plumbline/tensor';

/** With or without shortcuts and batch normalization. */
export type RectifierKind = 'plain' | 'plain-norm' | 'residual' | 'residual-norm';

const kinds = ['plain', 'plain-norm', 'residual', 'residual-norm'] as const;

/** Options of `rectifierNetwork`. */
export interface RectifierOptions {
  /** Rectifier layers, L. */
  readonly depth: number;
  /** Units of each, and of the input. */
  readonly width: number;
  /** What residual branches are multiplied by, β. Default 1. */
  readonly beta?: number;
  /** What the weights are drawn from. Default: the generator that `manualSeed` seeds. */
  readonly generator?: Generator;
}

/**
 * The networks of the theorems of Balduzzi et al. 2017, [N, width] -> [N, 1], with weights of variance
 * 2 / width (He et al. 2015) and no biases: a linear layer, then `depth` times W relu(x) ('plain'),
 * W relu(norm(x)) ('plain-norm'), x + β W relu(x) ('residual') or x + β W relu(norm(x))
 * ('residual-norm'), norm being batch normalization; and a linear output.
 */
export function rectifierNetwork(kind: RectifierKind, options: RectifierOptions): Sequential {
  checkChoice('rectifierNetwork', kind, kinds);
  checkOptions('rectifierNetwork', options, ['depth', 'width', 'beta', 'generator']);
  const { depth, width, beta = 1, generator } = options;
  const initializer = init.kaimingNormal;
  const random = generator === undefined ? {} : { generator };
  const linear = (outputs: number) =>
    new Linear(width, outputs, { bias: false, initializer, ...random });
  const layer = (): Module => {
    const norm = kind.endsWith('norm') ? [new BatchNorm1d(width)] : [];
    const branch = new Sequential(...norm, new ReLU(), linear(width));
    return kind.startsWith('residual') ? new Residual(branch, { scale: beta }) : branch;
  };
  return new Sequential(linear(width), ...Array.from({ length: depth }, layer), linear(1));
}
