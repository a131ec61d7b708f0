/** float32 holds every value of both 16-bit floats, so that nothing is rounded here. */

/** IEEE 754 binary16: a sign, 5 bits of exponent (bias 15), 10 of fraction. NaN bits are kept. */
export function float32OfFloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (const [i, half] of halves.entries()) bits[i] = float32Bits(half);
  return new Float32Array(bits.buffer);
}

function float32Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 127 - 15) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // Subnormal: fraction * 2^-24, whose leading one becomes float32's implicit one.
  const leading = 31 - Math.clz32(fraction);
  return sign | ((leading + 127 - 24) << 23) | ((fraction << (23 - leading)) & 0x7fffff);
}

/** The upper half of a float32. */
export function float32OfBfloat16(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (const [i, half] of halves.entries()) bits[i] = half << 16;
  return new Float32Array(bits.buffer);
}
