import type { Parameter } from '@plumbline/autograd';
import {
  Adagrad,
  Adam,
  AdamW,
  accumulate,
  adam,
  chain,
  clipByGlobalNorm,
  clipByValue,
  LAMB,
  Lion,
  lookahead,
  Muon,
  Optimizer,
  RMSprop,
  SGD,
  sgd,
} from '../src/index.ts';

type Make = (parameters: readonly Parameter[]) => Optimizer;

const momentum = { lr: 0.1, momentum: 0.9 };
const betas = [0.9, 0.6] as const;

/** Every optimizer with the options of the case of that name in `fixtures/optimizers.py`. */
export const everyOptimizer: Readonly<Record<string, Make>> = {
  SGD: (p) => new SGD(p, { lr: 0.1 }),
  'SGD momentum': (p) => new SGD(p, { ...momentum, weightDecay: 0.01 }),
  'SGD dampening': (p) => new SGD(p, { lr: 0.1, momentum: 0.8, dampening: 0.4 }),
  'SGD nesterov': (p) => new SGD(p, { ...momentum, nesterov: true, weightDecay: 0.1 }),
  'SGD groups': (p) =>
    new SGD(
      [
        { parameters: p.filter((_, i) => i === 0 || i === 2) },
        { parameters: p.slice(1, 2), lr: 0.02, weightDecay: 0.3 },
        { parameters: p.slice(3), momentum: 0.3 },
      ],
      momentum,
    ),
  'SGD clipped by norm': (p) => new Optimizer(p, chain(clipByGlobalNorm(1.5), sgd(momentum))),
  'SGD clipped by value': (p) => new Optimizer(p, chain(clipByValue(0.4), sgd(momentum))),
  'SGD accumulated': (p) => new Optimizer(p, accumulate(3, sgd(momentum))),
  'SGD lookahead': (p) => new Optimizer(p, chain(sgd(momentum), lookahead())),
  Adam: (p) => new Adam(p, { lr: 0.05 }),
  'Adam decay': (p) => new Adam(p, { lr: 0.05, betas: [0.8, 0.95], eps: 1e-3, weightDecay: 0.1 }),
  'Adam amsgrad': (p) => new Adam(p, { lr: 0.05, betas, amsgrad: true }),
  'Adam lookahead': (p) =>
    new Optimizer(p, chain(adam({ lr: 0.05 }), lookahead({ k: 3, alpha: 0.8 }))),
  AdamW: (p) => new AdamW(p, { lr: 0.05 }),
  'AdamW amsgrad': (p) => new AdamW(p, { lr: 0.05, betas, weightDecay: 0.2, amsgrad: true }),
  RMSprop: (p) => new RMSprop(p),
  'RMSprop centered': (p) =>
    new RMSprop(p, { lr: 0.02, alpha: 0.9, centered: true, weightDecay: 0.1 }),
  'RMSprop momentum': (p) => new RMSprop(p, { momentum: 0.9, eps: 1e-4 }),
  'RMSprop all': (p) => new RMSprop(p, { momentum: 0.5, centered: true, weightDecay: 0.01 }),
  Adagrad: (p) => new Adagrad(p),
  'Adagrad decay': (p) =>
    new Adagrad(p, {
      lr: 0.1,
      lrDecay: 0.1,
      weightDecay: 0.05,
      initialAccumulatorValue: 0.2,
      eps: 1e-4,
    }),
  Lion: (p) => new Lion(p, { lr: 0.01 }),
  'Lion decay': (p) => new Lion(p, { lr: 0.02, betas: [0.8, 0.95], weightDecay: 0.3 }),
  LAMB: (p) => new LAMB(p, { lr: 0.05 }),
  'LAMB decay': (p) => new LAMB(p, { lr: 0.05, betas: [0.8, 0.95], eps: 1e-3, weightDecay: 0.2 }),
  Muon: (p) => new Muon(p),
  'Muon kernels': (p) =>
    new Muon(p, {
      lr: 0.05,
      momentum: 0.9,
      nesterov: false,
      weightDecay: 0.1,
      isHidden: ({ rank }) => rank > 1,
      adamw: { lr: 0.01 },
    }),
};
