import { formatShape, sameShape, scope, type Tensor } from '@plumbline/tensor';
import { Identity } from './identity.ts';
import { Module } from './module.ts';

export interface ResidualOptions {
  /** What x passes through beside the branch. Default: the identity. */
  readonly shortcut?: Module;
  /** Applied to the sum (He et al. 2015); none by default (He et al. 2016, "Identity mappings"). */
  readonly activation?: Module;
  /** What F(x) is multiplied by. Default 1. */
  readonly scale?: number;
}

/**
 * `activation(shortcut(x) + scale * F(x))`, F being the branch (He et al. 2015, "Deep residual
 * learning for image recognition", eq. 1 and 2). Its gradient has two terms:
 * dL/dx = dL/dy + scale * dL/dy · dF/dx for the identity shortcut.
 */
export class Residual extends Module {
  readonly branch: Module;
  readonly shortcut: Module;
  readonly activation: Module | null;
  readonly scale: number;

  constructor(branch: Module, options: ResidualOptions = {}) {
    super();
    const { shortcut = new Identity(), activation = null, scale = 1 } = options;
    this.branch = branch;
    this.shortcut = shortcut;
    this.activation = activation;
    this.scale = scale;
  }

  /** RangeError where the shortcut and the branch return different shapes. */
  forward(x: Tensor): Tensor {
    return scope(() => {
      // Two aliases, so that the gradient through the shortcut and the one through the branch
      // arrive at tensors of their own: whoever watches sees the two terms apart.
      const skipped = this.shortcut.forward(x.alias());
      const transformed = this.branch.forward(x.alias());
      checkSameShape(skipped, transformed);
      const sum = skipped.add(this.scale === 1 ? transformed : transformed.mul(this.scale));
      return this.activation === null ? sum : this.activation.forward(sum);
    });
  }
}

function checkSameShape(skipped: Tensor, transformed: Tensor): void {
  if (sameShape(skipped.shape, transformed.shape)) return;
  const [a, b] = [formatShape(skipped.shape), formatShape(transformed.shape)];
  throw new RangeError(
    `Residual: the shortcut gives ${a}, the branch ${b}; pass a shortcut that projects to ${b}`,
  );
}
