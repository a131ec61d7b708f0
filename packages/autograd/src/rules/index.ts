import type { DifferentiableOpName } from '@plumbline/tensor';
import * as convolution from './convolution.ts';
import * as indexing from './indexing.ts';
import { layerNorm } from './layer-norm.ts';
import { linear } from './linear.ts';
import * as losses from './losses.ts';
import { matmul } from './matmul.ts';
import * as movement from './movement.ts';
import * as normalization from './normalization.ts';
import * as pointwise from './pointwise.ts';
import * as pooling from './pooling.ts';
import * as reduce from './reduce.ts';
import type { AttributesOf, Rule } from './rule.ts';
import { linearScan } from './scan.ts';

/** The rule of every differentiable op: leaving one out does not compile. */
const table: { readonly [Name in DifferentiableOpName]: Rule<AttributesOf<Name>> } = {
  ...pointwise,
  ...reduce,
  matmul,
  linear,
  ...movement,
  ...indexing,
  ...convolution,
  ...normalization,
  layerNorm,
  ...pooling,
  ...losses,
  linearScan,
};

/** The same table where the op is known only by name, as on the tape. */
export const rules: Readonly<Record<DifferentiableOpName, Rule>> = table;

export function hasRule(op: string): op is DifferentiableOpName {
  return Object.hasOwn(rules, op);
}
