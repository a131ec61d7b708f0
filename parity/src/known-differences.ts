/** Where Plumbline means to differ from PyTorch: its cases are run, and must differ. */
export interface KnownDifference {
  /** The fixture. */
  readonly kind: 'ops' | 'layers' | 'losses' | 'optimizers';
  readonly cases: RegExp;
  readonly reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    kind: 'ops',
    cases: /^(sign|abs|norm 1|norm infinity|norm minus infinity)\/NaN$/,
    reason: 'the sign of NaN is NaN, as in NumPy; PyTorch has 0, and so have the gradients',
  },
  {
    kind: 'ops',
    cases: /^(maximum|minimum)\/NaN$/,
    reason: 'no gradient goes to an element that is NaN; in PyTorch it passes',
  },
  {
    kind: 'ops',
    cases: /^(clamp|clamp from below|hardsigmoid)\/NaN$/,
    reason: 'the gradient of an element that is NaN passes; in PyTorch it is 0',
  },
  {
    kind: 'ops',
    cases: /^(elu|elu 0\.5|selu|celu 2|hardswish)\/NaN$/,
    reason: 'the gradient of an element that is NaN is NaN; in PyTorch it passes',
  },
  {
    kind: 'ops',
    cases: /^hardswish\/special values$/,
    reason: 'large numbers stay; PyTorch multiplies them by 6 before it divides, and overflows',
  },
  {
    kind: 'ops',
    cases: /^hardswish\/kinks$/,
    reason: 'at 3 the slope is that of the right side, 1; in PyTorch 1.13 that of the left, 1.5',
  },
  {
    kind: 'ops',
    cases: /^hardsigmoid\/(float64|special values, float64)$/,
    reason: 'the slope is 1/6; PyTorch has that in float32 only',
  },
  {
    kind: 'ops',
    cases: /^(max|min)( .*)?\/NaN$/,
    reason: 'no element equals a NaN, so none gets a gradient; PyTorch divides 0 by their count, 0',
  },
  {
    kind: 'ops',
    cases: /^pow 0\.5\/special values/,
    reason: 'the square root of -∞ as a power is ∞ (IEEE 754, pow); PyTorch takes the root, NaN',
  },
  {
    kind: 'ops',
    cases: /^prod( axes 0 2 keepdim)?\/infinities$/,
    reason: 'the gradient is the product of the others; PyTorch divides ∞ by ∞, NaN',
  },
  {
    kind: 'ops',
    cases: /^var(\/scalar| .*\/infinities)$/,
    reason: 'the gradient of a variance that is NaN is NaN; PyTorch has some infinities there',
  },
  {
    kind: 'layers',
    cases: /^Hardsigmoid\/float64$/,
    reason: 'the slope is 1/6; PyTorch has that in float32 only',
  },
  {
    kind: 'losses',
    cases: /^(?!.* (sum|none)\/).*\/nothing$/,
    reason: 'the mean over no losses is an error; in PyTorch it is NaN',
  },
  {
    kind: 'losses',
    cases: /^l1( .*)?\/NaN$/,
    reason: 'the sign of NaN is NaN, as in NumPy; PyTorch has 0, and so has the gradient',
  },
  {
    kind: 'losses',
    cases: /^smoothL1 beta 0( .*)?\/(equal|kinks)$/,
    reason: 'with beta 0 it is l1, whose gradient at 0 is 0; PyTorch has that of the one side',
  },
  {
    kind: 'losses',
    cases: /^bce( .*)?\/0 and 1$/,
    reason: 'near 0 the gradient is that of the logarithm; PyTorch divides by 1e-12 at least',
  },
  {
    kind: 'losses',
    cases: /^klDiv( .*)?\/zeros$/,
    reason: 'the gradient of a target of 0 is finite; in PyTorch 0 times the logarithm of 0, NaN',
  },
];

export function knownDifference(kind: string, id: string): KnownDifference | undefined {
  return knownDifferences.find((known) => known.kind === kind && known.cases.test(id));
}
