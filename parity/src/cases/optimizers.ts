import type { Parameter } from '@plumbline/autograd';
import {
  Adagrad,
  Adam,
  AdamW,
  accumulate,
  chain,
  clipByGlobalNorm,
  clipByValue,
  clipGradNorm,
  clipGradValue,
  type GradientTransformation,
  LAMB,
  Lion,
  lookahead,
  Muon,
  Optimizer,
  RMSprop,
  SGD,
  sgd,
  WeightAverage,
} from '@plumbline/optimizers';
import { evaluateOptimizer, type MakeStepping, type Stepping } from '../evaluate-optimizer.ts';
import { stepped } from '../tolerance.ts';
import { type Section, section } from './section.ts';

const by = (optimizer: Optimizer): Stepping => ({ step: () => optimizer.step() });
const chained = (...transformations: GradientTransformation[]): MakeStepping => {
  return (p) => by(new Optimizer(p, chain(...transformations)));
};

function averaged(p: Parameter[]): Stepping {
  const [optimizer, average] = [new SGD(p, { lr: 0.1 }), new WeightAverage(p, { decay: 0.9 })];
  return {
    step() {
      optimizer.step();
      average.update();
    },
    look: (look) => average.swapped(look),
    rests: false,
  };
}

function clipped(clip: (p: Parameter[]) => void): MakeStepping {
  return (p) => {
    const optimizer = new SGD(p, { lr: 0.1 });
    return {
      step() {
        clip(p);
        optimizer.step();
      },
    };
  };
}

const optimizers: Readonly<Record<string, MakeStepping>> = {
  SGD: (p) => by(new SGD(p, { lr: 0.1 })),
  'SGD momentum': (p) => by(new SGD(p, { lr: 0.1, momentum: 0.9 })),
  'SGD nesterov': (p) => by(new SGD(p, { lr: 0.1, momentum: 0.9, nesterov: true })),
  'SGD dampening': (p) => by(new SGD(p, { lr: 0.1, momentum: 0.9, dampening: 0.5 })),
  'SGD weight decay': (p) => by(new SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.05 })),
  Adam: (p) => by(new Adam(p, { lr: 0.1 })),
  'Adam betas': (p) => by(new Adam(p, { lr: 0.01, betas: [0.8, 0.9], eps: 1e-4 })),
  'Adam weight decay': (p) => by(new Adam(p, { lr: 0.1, weightDecay: 0.05 })),
  AdamW: (p) => by(new AdamW(p, { lr: 0.1 })),
  'AdamW weight decay': (p) => by(new AdamW(p, { lr: 0.1, weightDecay: 0.5 })),
  RMSprop: (p) => by(new RMSprop(p, { lr: 0.05 })),
  'RMSprop momentum': (p) =>
    by(new RMSprop(p, { lr: 0.02, alpha: 0.9, momentum: 0.9, weightDecay: 0.05 })),
  'RMSprop centered': (p) => by(new RMSprop(p, { lr: 0.02, centered: true, eps: 1e-3 })),
  Adagrad: (p) => by(new Adagrad(p, { lr: 0.1 })),
  'Adagrad decay': (p) =>
    by(new Adagrad(p, { lr: 0.1, lrDecay: 0.1, weightDecay: 0.05, initialAccumulatorValue: 0.5 })),
  Lion: (p) => by(new Lion(p, { lr: 0.02 })),
  'Lion weight decay': (p) => by(new Lion(p, { lr: 0.02, betas: [0.8, 0.95], weightDecay: 0.5 })),
  LAMB: (p) => by(new LAMB(p, { lr: 0.02 })),
  'LAMB weight decay': (p) =>
    by(new LAMB(p, { lr: 0.02, betas: [0.8, 0.9], eps: 1e-3, weightDecay: 0.5 })),
  Muon: (p) => by(new Muon(p)),
  'lookahead of SGD': chained(sgd({ lr: 0.1, momentum: 0.9 }), lookahead()),
  'accumulate 4 of SGD': chained(accumulate(4, sgd({ lr: 0.1, momentum: 0.9 }))),
  clipGradNorm: clipped((p) => clipGradNorm(p, 1)),
  clipByGlobalNorm: chained(clipByGlobalNorm(1), sgd({ lr: 0.1 })),
  clipGradValue: clipped((p) => clipGradValue(p, 0.5)),
  clipByValue: chained(clipByValue(0.5), sgd({ lr: 0.1 })),
  WeightAverage: averaged,
};

export const optimizerSections: readonly Section[] = [
  section(optimizers, evaluateOptimizer, stepped),
];
