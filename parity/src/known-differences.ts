/** Where Plumbline means to differ from PyTorch: its cases are run, and must differ. */
export interface KnownDifference {
  readonly cases: RegExp;
  readonly reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    cases: /^(sign|abs)\/NaN$/,
    reason: 'the sign of NaN is NaN, as in NumPy; PyTorch has 0, and so has the gradient of abs',
  },
  {
    cases: /^(relu|maximum|minimum)\/NaN$/,
    reason: 'no gradient goes to an element that is NaN; in PyTorch it passes',
  },
  {
    cases: /^(max|min)( .*)?\/NaN$/,
    reason: 'no element equals a NaN, so none gets a gradient; PyTorch divides 0 by their count, 0',
  },
  {
    cases: /^pow 0\.5\/special values/,
    reason: 'the square root of -∞ as a power is ∞ (IEEE 754, pow); PyTorch takes the root, NaN',
  },
  {
    cases: /^prod( axes 0 2 keepdim)?\/infinities$/,
    reason: 'the gradient is the product of the others; PyTorch divides ∞ by ∞, NaN',
  },
  {
    cases: /^var(\/scalar| .*\/infinities)$/,
    reason: 'the gradient of a variance that is NaN is NaN; PyTorch has some infinities there',
  },
  {
    cases: /^clamp\/(special values.*|at the bounds)$/,
    reason: 'at a bound half of the gradient passes, as in maximum; in PyTorch all of it',
  },
];

export function isKnownDifference(id: string): boolean {
  return knownDifferences.some(({ cases }) => cases.test(id));
}
