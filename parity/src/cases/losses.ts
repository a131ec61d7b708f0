import { detach } from '@plumbline/autograd';
import {
  bce,
  bceWithLogits,
  cosineEmbedding,
  crossEntropy,
  hingeEmbedding,
  huber,
  klDiv,
  l1,
  marginRanking,
  mse,
  nll,
  type Reduction,
  smoothL1,
  softMargin,
} from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';
import type { Calls } from '../evaluate.ts';
import { summed } from '../tolerance.ts';
import { calls, type Section } from './section.ts';

type Options = { readonly reduction?: Reduction };
type Loss = (options: Options, ...inputs: Tensor[]) => Tensor;

function reductions(name: string, loss: Loss): Calls {
  return {
    [name]: (...inputs) => loss({}, ...inputs),
    [`${name} sum`]: (...inputs) => loss({ reduction: 'sum' }, ...inputs),
    [`${name} none`]: (...inputs) => loss({ reduction: 'none' }, ...inputs),
  };
}

const labelSmoothing = 0.1;

const losses: Calls = {
  ...reductions('crossEntropy', (o, x, y) => crossEntropy(x, y, o)),
  ...reductions('crossEntropy weight', (o, x, y, w) =>
    crossEntropy(x, y, { weight: detach(w), ...o }),
  ),
  ...reductions('crossEntropy smoothing', (o, x, y) =>
    crossEntropy(x, y, { labelSmoothing, ...o }),
  ),
  ...reductions('crossEntropy weight and smoothing', (o, x, y, w) =>
    crossEntropy(x, y, { weight: detach(w), labelSmoothing, ...o }),
  ),
  ...reductions('crossEntropy ignored', (o, x, y) => crossEntropy(x, y, o)),
  ...reductions('crossEntropy ignored 1', (o, x, y) =>
    crossEntropy(x, y, { ignoreIndex: 1, ...o }),
  ),
  ...reductions('crossEntropy ignored 1, weight', (o, x, y, w) =>
    crossEntropy(x, y, { ignoreIndex: 1, weight: detach(w), ...o }),
  ),
  ...reductions('crossEntropy ignored 1, weight and smoothing', (o, x, y, w) =>
    crossEntropy(x, y, { ignoreIndex: 1, weight: detach(w), labelSmoothing: 0.3, ...o }),
  ),
  ...reductions('crossEntropy of probabilities, weight', (o, x, y, w) =>
    crossEntropy(x, y, { weight: detach(w), ...o }),
  ),
  ...reductions('crossEntropy of probabilities, weight and smoothing', (o, x, y, w) =>
    crossEntropy(x, y, { weight: detach(w), labelSmoothing: 0.2, ...o }),
  ),
  ...reductions('crossEntropy of probabilities', (o, x, y) => crossEntropy(x, y, o)),
  ...reductions('crossEntropy of probabilities, smoothing', (o, x, y) =>
    crossEntropy(x, y, { labelSmoothing, ...o }),
  ),
  ...reductions('nll', (o, x, y) => nll(x, y, o)),
  ...reductions('nll weight', (o, x, y, w) => nll(x, y, { weight: detach(w), ...o })),
  ...reductions('nll ignored 1, weight', (o, x, y, w) =>
    nll(x, y, { ignoreIndex: 1, weight: detach(w), ...o }),
  ),
  ...reductions('bce weight', (o, x, y, w) => bce(x, y, { weight: detach(w), ...o })),
  ...reductions('bceWithLogits weight and posWeight', (o, x, y, w, pos) =>
    bceWithLogits(x, y, { weight: detach(w), posWeight: detach(pos), ...o }),
  ),
  ...reductions('bce', (o, x, y) => bce(x, y, o)),
  ...reductions('bceWithLogits', (o, x, y) => bceWithLogits(x, y, o)),
  ...reductions('bceWithLogits posWeight', (o, x, y, w) =>
    bceWithLogits(x, y, { posWeight: detach(w), ...o }),
  ),
  ...reductions('mse', (o, x, y) => mse(x, y, o)),
  ...reductions('l1', (o, x, y) => l1(x, y, o)),
  ...reductions('huber', (o, x, y) => huber(x, y, o)),
  ...reductions('huber delta 0.5', (o, x, y) => huber(x, y, { delta: 0.5, ...o })),
  ...reductions('smoothL1', (o, x, y) => smoothL1(x, y, o)),
  ...reductions('smoothL1 beta 0.5', (o, x, y) => smoothL1(x, y, { beta: 0.5, ...o })),
  ...reductions('smoothL1 beta 0', (o, x, y) => smoothL1(x, y, { beta: 0, ...o })),
  ...reductions('klDiv constant', (o, x, y) => klDiv(x, detach(y), o)),
  ...reductions('klDiv', (o, x, y) => klDiv(x, y, o)),
  ...reductions('klDiv logTarget', (o, x, y) => klDiv(x, y, { logTarget: true, ...o })),
  'klDiv batchMean': (x, y) => klDiv(x, y, { reduction: 'batchMean' }),
  ...reductions('cosineEmbedding', (o, a, b, y) => cosineEmbedding(a, b, y, o)),
  ...reductions('cosineEmbedding margin 0.2', (o, a, b, y) =>
    cosineEmbedding(a, b, y, { margin: 0.2, ...o }),
  ),
  ...reductions('hingeEmbedding', (o, x, y) => hingeEmbedding(x, y, o)),
  ...reductions('marginRanking', (o, a, b, y) => marginRanking(a, b, y, o)),
  ...reductions('hingeEmbedding margin 2', (o, x, y) =>
    hingeEmbedding(x, detach(y), { margin: 2, ...o }),
  ),
  ...reductions('marginRanking margin 0.5', (o, a, b, y) =>
    marginRanking(a, b, y, { margin: 0.5, ...o }),
  ),
  ...reductions('softMargin', (o, x, y) => softMargin(x, detach(y), o)),
};

export const lossSections: readonly Section[] = [calls(losses, summed)];
