import { checkOptions, formatShape, sameShape, scope, type Tensor } from '@plumbline/tensor';
import { checkFactor } from './check-factor.ts';
import { checkModule } from './check-module.ts';
import { Identity } from './identity.ts';
import { Module } from './module.ts';

/** Options of `Residual`. */
export interface ResidualOptions {
  /** What x passes through beside the branch. Default: the identity. */
  readonly shortcut?: Module;
  /** What the shortcut is multiplied by (He et al. 2016, "Identity mappings", eq. 6). Default 1. */
  readonly shortcutScale?: number;
  /** Applied to the sum (He et al. 2015); none by default (He et al. 2016). */
  readonly activation?: Module;
  /**
   * Applied to x before it parts into shortcut and branch; none by default. Where preactivated
   * blocks change the shape, the projection too reads the activated x (He et al. 2016, appendix).
   */
  readonly preActivation?: Module;
  /**
   * What F(x) is multiplied by, or a module that it passes (`ReZero`, `LayerScale`, `DropPath`).
   * Default 1.
   */
  readonly scale?: number | Module;
}

/**
 * `activation(shortcutScale * shortcut(x) + scale * F(x))`, F being the branch (He et al. 2015,
 * "Deep residual learning for image recognition", eq. 1 and 2; He et al. 2016, "Identity mappings
 * in deep residual networks"). Its gradient has two terms: dL/dx = dL/dy + scale * dL/dy · dF/dx
 * for the identity shortcut.
 */
export class Residual extends Module {
  /** Applied to x before it parts into shortcut and branch; null for none. */
  readonly preActivation: Module | null;
  /** F. */
  readonly branch: Module;
  /** What x passes through beside the branch. */
  readonly shortcut: Module;
  /** What the shortcut is multiplied by. */
  readonly shortcutScale: number;
  /** Applied to the sum; null for none. */
  readonly activation: Module | null;
  /** What F(x) is multiplied by, or a module that it passes. */
  readonly scale: number | Module;

  /** RangeError for a scale that is no finite number, TypeError for a part that is no module. */
  constructor(branch: Module, options: ResidualOptions = {}) {
    super();
    checkOptions('Residual', options, [
      'shortcut',
      'shortcutScale',
      'activation',
      'preActivation',
      'scale',
    ]);
    const { shortcut = new Identity(), shortcutScale = 1, scale = 1 } = options;
    checkFactor(shortcutScale, 'Residual: shortcutScale');
    if (typeof scale === 'number') checkFactor(scale, 'Residual: scale');

    const { activation = null, preActivation = null } = options;
    const parts = { branch, shortcut, activation, preActivation, scale };
    for (const [name, part] of Object.entries(parts)) {
      if (part !== null && typeof part !== 'number') checkModule(part, `Residual: ${name}`);
    }
    this.preActivation = preActivation;
    this.branch = branch;
    this.shortcut = shortcut;
    this.shortcutScale = shortcutScale;
    this.activation = activation;
    this.scale = scale;
  }

  /** RangeError where the shortcut and the branch return different shapes; `options`: the branch's. */
  forward(x: Tensor, options?: object): Tensor {
    return scope(() => {
      const parting = this.preActivation === null ? x : this.preActivation.forward(x);
      // Two aliases, so that the gradient through the shortcut and the one through the branch
      // arrive at tensors of their own: whoever watches sees the two terms apart.
      const skipped = this.shortcut.forward(parting.alias());
      const branchInput = parting.alias();
      const transformed = this.branch.forward(branchInput, options);
      checkSameShape(skipped, transformed);
      const sum = this.join(skipped, transformed, branchInput);
      return this.activation === null ? sum : this.activation.forward(sum);
    });
  }

  /**
   * What is left of the block without its branch: `activation(shortcutScale * shortcut(x))`, behind
   * the preactivation (a lesion, Veit et al. 2016, section 4.1).
   */
  withoutBranch(x: Tensor): Tensor {
    return scope(() => {
      const parting = this.preActivation === null ? x : this.preActivation.forward(x);
      const skipped = scaled(this.shortcut.forward(parting), this.shortcutScale);
      return this.activation === null ? skipped : this.activation.forward(skipped);
    });
  }

  /**
   * How the two sides come together, for subclasses. Whatever else one computes from x it must
   * compute from `branchInput`, so that the two terms still add up to dL/dx.
   */
  protected join(skipped: Tensor, transformed: Tensor, _branchInput: Tensor): Tensor {
    return scaled(skipped, this.shortcutScale).add(scaled(transformed, this.scale));
  }
}

function scaled(x: Tensor, scale: number | Module): Tensor {
  if (typeof scale !== 'number') return scale.forward(x);
  return scale === 1 ? x : x.mul(scale);
}

function checkSameShape(skipped: Tensor, transformed: Tensor): void {
  if (sameShape(skipped.shape, transformed.shape)) return;
  const [a, b] = [formatShape(skipped.shape), formatShape(transformed.shape)];
  throw new RangeError(
    `Residual: the shortcut gives ${a}, the branch ${b}; pass a shortcut that projects to ${b}`,
  );
}
