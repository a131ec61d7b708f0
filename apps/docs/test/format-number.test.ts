import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFactor, formatNumber, percent, writeNumber } from '../src/story/format-number.ts';

test.each([
  [0, '0'],
  [0.0617, '0.062'],
  [-1.04, '-1'],
  [231.6, '230'],
  [9.97e-7, '1.0 times 10 to the -6'],
  [6.13e-12, '6.1 times 10 to the -12'],
  [Number.NaN, 'not finite'],
])('%d is written as %s', (value, text) => expect(formatNumber(value)).toBe(text));

test('what is written is the number, to two digits', () => {
  const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
  fc.assert(
    fc.property(positive, (value) => {
      const { mantissa, exponent } = writeNumber(value);
      const written = Number(exponent === null ? mantissa : `${mantissa}e${exponent}`);
      expect(Math.abs(written / value - 1)).toBeLessThan(0.051);
    }),
  );
});

test('factors and shares in words', () => {
  expect(formatFactor(5.4e9)).toBe('5.4 billion');
  expect(formatFactor(1e22)).toBe('more than a thousand trillion');
  expect(percent(0.874)).toBe('87 %');
});
