/**
 * Which instructions generated code may use: 128-bit vectors with relaxed multiply-add, 128-bit
 * vectors with the same bits on every machine, or plain float32 (one lane).
 */
export type FeatureMode = 'relaxed' | 'simd' | 'scalar';

/** How many float32 values one operation handles. */
export function laneCount(mode: FeatureMode): 1 | 4 {
  return mode === 'scalar' ? 1 : 4;
}
