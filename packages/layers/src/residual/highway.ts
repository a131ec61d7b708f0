import { checkOptions, formatShape, sameShape, type Tensor } from '@plumbline/tensor';
import type { Module } from '../module.ts';
import { Residual } from '../residual.ts';

/**
 * T(x) · F(x) + (1 - T(x)) · x with the gate T(x) = sigmoid(gate(x)), elementwise (Srivastava et al.
 * 2015, "Highway networks"). `gate` is a module from x to the branch's shape or one that
 * broadcasts to it. Its bias starts best at -1 to -3 (section 2.2): a closed gate carries x on.
 */
export class Highway extends Residual {
  /** What sigmoid makes the gate of. */
  readonly gate: Module;

  constructor(branch: Module, gate: Module, options: { readonly shortcut?: Module } = {}) {
    checkOptions('Highway', options, ['shortcut']);
    super(branch, options);
    this.gate = gate;
  }

  /** The gate's gradient counts as the branch's: without a branch there is no gate. */
  protected override join(skipped: Tensor, transformed: Tensor, branchInput: Tensor): Tensor {
    const gate = this.gate.forward(branchInput).sigmoid();
    // x + T (F(x) - x), one product less.
    const sum = skipped.add(gate.mul(transformed.sub(skipped)));
    if (sameShape(sum.shape, skipped.shape)) return sum;
    const [t, f] = [formatShape(gate.shape), formatShape(transformed.shape)];
    throw new RangeError(`Highway: the gate gives ${t}, the branch ${f}; the gate must fit ${f}`);
  }
}
