import type { RandomOptions } from '@plumbline/tensor';
import { ReLU } from '../activations.ts';
import { DropPath } from '../drop-path.ts';
import type { Module } from '../module.ts';
import { SqueezeExcitation } from '../residual/squeeze-excitation.ts';
import { ZeroPad } from '../residual/zero-pad.ts';
import type { ResidualOptions } from '../residual.ts';
import { Sequential } from '../sequential.ts';
import {
  type Branch,
  byFanOut,
  conv,
  type Layers,
  norm,
  postActivated,
  preActivated,
} from './branch.ts';
import { ResidualBlock } from './residual-block.ts';

/** What the shortcut is where a block changes the shape; 'none' leaves it out of all blocks. */
export type ShortcutKind = 'zero-pad' | 'projection' | 'none';

export interface BlockOptions {
  readonly shortcut: ShortcutKind;
  readonly dropPath: number;
  /** null: no squeeze and excitation. */
  readonly squeezeReduction: number | null;
}

export type MakeBlock = (branch: Branch, options: BlockOptions, random: RandomOptions) => Module;

/** relu(shortcut(x) + F(x)); plain: relu(F(x)). */
export const postActivatedBlock: MakeBlock = (branch, options, random) => {
  const layers = { ...postActivated(branch, random), ...excitation(branch, options, random) };
  if (options.shortcut === 'none') return new Sequential({ ...layers, relu: new ReLU() });
  const projection = () => [projectionOf(branch, random), norm(branch.outputs, random)];
  return new ResidualBlock(new Sequential(layers), {
    ...sideOf(branch, options, projection),
    activation: new ReLU(),
  });
};

/**
 * shortcut(x) + F(x). A projection reads x as F's first activation gives it, and so does the
 * shortcut of the first block (He et al. 2016, appendix): the stem's output is activated once.
 */
export const preActivatedBlock: MakeBlock = (branch, options, random) => {
  const [first, others] = preActivated(branch, random);
  const rest = { ...others, ...excitation(branch, options, random) };
  if (options.shortcut === 'none') return new Sequential({ ...first, ...rest });
  const side = sideOf(branch, options, () => [projectionOf(branch, random)]);
  const projects = changesShape(branch) && options.shortcut === 'projection';
  return projects || branch.isFirst
    ? new ResidualBlock(new Sequential(rest), { ...side, preActivation: new Sequential(first) })
    : new ResidualBlock(new Sequential({ ...first, ...rest }), side);
};

function sideOf(
  branch: Branch,
  { shortcut, dropPath }: BlockOptions,
  projection: () => Module[],
): ResidualOptions {
  const scale = dropPath === 0 ? {} : { scale: new DropPath(dropPath) };
  if (!changesShape(branch)) return scale;
  const { outputs, stride } = branch;
  return shortcut === 'projection'
    ? { ...scale, shortcut: new Sequential(...projection()) }
    : { ...scale, shortcut: new ZeroPad(outputs, { stride }) };
}

function changesShape({ inputs, outputs, stride }: Branch): boolean {
  return inputs !== outputs || stride !== 1;
}

function projectionOf({ inputs, outputs, stride }: Branch, random: RandomOptions): Module {
  return conv(inputs, outputs, 1, { stride, ...random });
}

function excitation(
  { outputs }: Branch,
  { squeezeReduction }: BlockOptions,
  random: RandomOptions,
): Layers {
  if (squeezeReduction === null) return {};
  const squeezed = Math.max(1, Math.floor(outputs / squeezeReduction));
  return { se: new SqueezeExcitation(outputs, squeezed, { ...random, initializer: byFanOut }) };
}
