import { isTracked, noGrad, onGradient, track } from '@plumbline/autograd';
import type { Residual } from '@plumbline/layers';
import { keep, type Tensor } from '@plumbline/tensor';

/**
 * The gradient at a residual block's input (behind its preActivation, where it has one), and the two
 * terms it is the sum of.
 */
export interface SplitTerms {
  /** dL/dy · d shortcut(x)/dx: for the identity shortcut without activation, dL/dy itself. */
  readonly identity: Tensor;
  /** scale · dL/dy · dF/dx; with a gate, its gradient too. */
  readonly branch: Tensor;
  /** Their sum, dL/dx. */
  readonly whole: Tensor;
}

type Side = 'identity' | 'branch';

/**
 * Calls `receive` with the two terms of dL/dx in every backward pass through `block`, while
 * `isActive`. `Residual` feeds its shortcut and its branch through tensors of their own, so each
 * term is the gradient that arrives at one of them: exact, without a second backward pass. The
 * terms are released after `receive`, unless it keeps them. Returns how to stop.
 */
export function tapSplit(
  block: Residual,
  isActive: () => boolean,
  receive: (terms: SplitTerms) => void,
): () => void {
  let waiting: { side: Side; gradient: Tensor } | null = null;

  const arrive = (side: Side, gradient: Tensor): void => {
    if (waiting === null || waiting.side === side) {
      waiting?.gradient.release('a new backward pass');
      waiting = { side, gradient: keep(gradient.alias()) };
      return;
    }
    const first = waiting.gradient;
    waiting = null;
    const [identity, branch] = side === 'branch' ? [first, gradient] : [gradient, first];
    noGrad(() => receive({ identity, branch, whole: identity.add(branch) }));
    first.release('the end of the backward pass');
  };

  const hook = (side: Side) => (_: unknown, input: Tensor) => {
    if (!isActive()) return;
    // The first block may read raw data, which no gradient reaches by itself. This alias is only
    // the block's, so tracking it changes nothing for anybody else.
    if (!isTracked(input)) track(input);
    onGradient(input, (gradient) => {
      arrive(side, gradient);
      return undefined;
    });
  };
  const removes = [
    block.shortcut.onForwardPre(hook('identity')),
    block.branch.onForwardPre(hook('branch')),
  ];
  return () => {
    for (const remove of removes) remove();
    waiting?.gradient.release('stop()');
    waiting = null;
  };
}
