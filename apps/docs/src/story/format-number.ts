/** A number as it is written for people: mantissa × 10^exponent, or the mantissa alone. */
export interface Written {
  readonly mantissa: string;
  readonly exponent: number | null;
}

/** Two digits: 0.062, 6.1 × 10^-12, 0. */
export function writeNumber(value: number): Written {
  if (!Number.isFinite(value)) return { mantissa: 'not finite', exponent: null };
  const [mantissa = '', exponent = ''] = value.toExponential(1).split('e');
  if (Number(exponent) >= -3 && Number(exponent) < 4) {
    return { mantissa: String(Number(value.toPrecision(2))), exponent: null };
  }
  return { mantissa, exponent: Number(exponent) };
}

/** The same as text, for those who can't see a superscript. */
export function formatNumber(value: number): string {
  const { mantissa, exponent } = writeNumber(value);
  return exponent === null ? mantissa : `${mantissa} times 10 to the ${exponent}`;
}

const words = new Intl.NumberFormat('en', {
  notation: 'compact',
  compactDisplay: 'long',
  maximumSignificantDigits: 2,
});

/** 4.2 thousand, 6.1 billion; numbers without a common name are more than a thousand trillion. */
export function formatFactor(factor: number): string {
  return factor < 1e15 ? words.format(factor) : 'more than a thousand trillion';
}

/** 87 % */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
