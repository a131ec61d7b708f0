import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divergence } from '../src/classifier/divergence.ts';

/** Losses as of a run that begins at 2, and those from ten times as much up. */
const low = fc.double({ min: 0, max: 19, noNaN: true });
const high = fc.oneof(fc.double({ min: 1e3, max: 1e30, noNaN: true }), fc.constant(Number.NaN));
const run = { epochs: 8, lr: 0.5 };

describe('a loss has diverged', () => {
  const said = (losses: readonly number[]) => divergence([2, ...losses], run, 10);

  it('since it left ten times its start for good', () => {
    const parts = [fc.array(fc.oneof(low, high)), low, fc.array(high, { minLength: 1 })] as const;
    fc.assert(
      fc.property(...parts, (before, last, lost) => {
        // The mean of the last 20 has the last good ones in it.
        const step = before.length + 3;
        expect(said([...before, last, ...lost])).toContain(
          `: since step ${step} of 80 (epoch ${Math.ceil(step / 10)} of 8) the loss is `,
        );
      }),
    );
  });

  it('not where it comes back, or never left', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(low, high)), low, (before, last) => {
        expect(said([...before, last])).toBe(null);
      }),
    );
    expect(divergence([], run, 10)).toBe(null);
  });

  it('not where the last batch alone is an odd one', () => {
    expect(said([...Array(30).fill(1), 100])).toBe(null);
    expect(said([...Array(30).fill(1), 500])).toMatch(/since step 32 of 80 \(epoch 4 of 8\)/);
  });
});
