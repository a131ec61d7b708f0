import { crossEntropy, mse, type Reduction } from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';
import type { Calls } from '../evaluate.ts';
import { summed } from '../tolerance.ts';
import { calls, type Section } from './section.ts';

type Loss = (x: Tensor, y: Tensor, options: { reduction?: Reduction }) => Tensor;

function reductions(name: string, loss: Loss): Calls {
  return {
    [name]: (x, y) => loss(x, y, {}),
    [`${name} sum`]: (x, y) => loss(x, y, { reduction: 'sum' }),
    [`${name} none`]: (x, y) => loss(x, y, { reduction: 'none' }),
  };
}

const losses: Calls = {
  ...reductions('crossEntropy', crossEntropy),
  ...reductions('mse', mse),
};

export const lossSections: readonly Section[] = [calls(losses, summed)];
