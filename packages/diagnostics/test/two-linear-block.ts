import { backward, Parameter } from '@plumbline/autograd';
import { Linear, Residual, Sequential } from '@plumbline/layers';
import { type DType, Generator, keep, randn, type Tensor } from '@plumbline/tensor';
import { type SplitTerms, watch } from '../src/index.ts';

/** x + W3 (W2 x): a residual block whose branch is two linear layers, and everything about it. */
export interface TwoLinearCase {
  readonly width: number;
  readonly dtype: DType;
  readonly seed: number;
  /** What W2 and W3 are multiplied by. */
  readonly gain: number;
  readonly scale: number;
}

export interface Observed {
  readonly w2: Tensor;
  readonly w3: Tensor;
  /** dL/dout */
  readonly gradient: Tensor;
  readonly terms: SplitTerms;
  /** dL/dx as backward delivers it. */
  readonly input: Tensor;
  readonly share: number;
}

/** Runs one backward pass through a watched block. */
export function observe({ width, dtype, seed, gain, scale }: TwoLinearCase): Observed {
  const generator = new Generator(seed);
  const draw = (...shape: number[]) => randn(shape, { dtype, generator });
  const linear = () => {
    const layer = new Linear(width, width, { bias: false, dtype });
    layer.weight.assign(draw(width, width).mul(gain / Math.sqrt(width)));
    return layer;
  };
  const [first, second] = [linear(), linear()];
  const model = new Sequential(new Residual(new Sequential(first, second), { scale }));
  const flow = watch(model);
  let seen: SplitTerms | null = null;
  flow.onSplit((_, { identity, branch, whole }) => {
    seen = {
      identity: keep(identity.clone()),
      branch: keep(branch.clone()),
      whole: keep(whole.clone()),
    };
  });
  const x = new Parameter(draw(3, width));
  const gradient = draw(3, width);
  backward(model.forward(x), { gradient });
  const [block] = flow.record().blocks;
  const terms: SplitTerms | null = seen;
  if (terms === null || x.grad === null || block === undefined)
    throw new Error('nothing was observed');
  const [identity = 0, branch = 0] = [block.identity[0], block.branch[0]];
  return {
    w2: first.weight,
    w3: second.weight,
    gradient,
    terms,
    input: x.grad,
    share: branch / (identity + branch),
  };
}

/** The largest difference between two tensors, relative to the largest element of the second. */
export function difference(a: Tensor, b: Tensor): number {
  const size = Math.max(b.abs().max().item(), Number.MIN_VALUE);
  return a.sub(b).abs().max().item() / size;
}
