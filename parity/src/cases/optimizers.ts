import type { Parameter } from '@plumbline/autograd';
import { Adam, AdamW, type Optimizer, SGD } from '@plumbline/optimizers';
import { evaluateOptimizer } from '../evaluate-optimizer.ts';
import { stepped } from '../tolerance.ts';
import { type Section, section } from './section.ts';

const optimizers: Readonly<Record<string, (p: Parameter[]) => Optimizer>> = {
  SGD: (p) => new SGD(p, { lr: 0.1 }),
  'SGD momentum': (p) => new SGD(p, { lr: 0.1, momentum: 0.9 }),
  'SGD nesterov': (p) => new SGD(p, { lr: 0.1, momentum: 0.9, nesterov: true }),
  'SGD dampening': (p) => new SGD(p, { lr: 0.1, momentum: 0.9, dampening: 0.5 }),
  'SGD weight decay': (p) => new SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.05 }),
  Adam: (p) => new Adam(p, { lr: 0.1 }),
  'Adam betas': (p) => new Adam(p, { lr: 0.01, betas: [0.8, 0.9], eps: 1e-4 }),
  'Adam weight decay': (p) => new Adam(p, { lr: 0.1, weightDecay: 0.05 }),
  AdamW: (p) => new AdamW(p, { lr: 0.1 }),
  'AdamW weight decay': (p) => new AdamW(p, { lr: 0.1, weightDecay: 0.5 }),
};

export const optimizerSections: readonly Section[] = [
  section(optimizers, evaluateOptimizer, stepped),
];
