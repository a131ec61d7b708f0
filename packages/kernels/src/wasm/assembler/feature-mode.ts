/** From the fastest to the one that runs everywhere. */
export const featureModes = ['wide', 'relaxed', 'simd', 'scalar'] as const;

/**
 * Which instructions generated code may use: 128-bit vectors with relaxed multiply-add that the
 * runtime joins in pairs (see wide-vectors.ts), the same one by one, 128-bit vectors with the same
 * bits on every machine, or plain float32 (one lane).
 */
export type FeatureMode = (typeof featureModes)[number];

/** How many float32 values one operation handles. */
export function laneCount(mode: FeatureMode): 1 | 4 {
  return mode === 'scalar' ? 1 : 4;
}

/** How many operations on neighbours become one instruction, if they stand side by side. */
export function vectorsAtOnce(mode: FeatureMode): 1 | 2 {
  return mode === 'wide' ? 2 : 1;
}

/** The same without joining: for kernels that have no pairs, which are ready sooner so. */
export function unjoined(mode: FeatureMode): FeatureMode {
  return mode === 'wide' ? 'relaxed' : mode;
}
