/** How much gradients of single examples, or of small batches, differ. */
export interface GradientNoise {
  /** Gradients compared, and of how many examples each. */
  readonly gradients: number;
  readonly examplesEach: number;
  /**
   * tr Σ / |G|², in examples: the batch size up to which larger batches train in fewer steps
   * (McCandlish et al. 2018, "An empirical model of large-batch training", eq. 2.9 and appendix A.1).
   */
  readonly noiseScale: number;
  readonly layers: readonly {
    readonly name: string;
    /** |mean gradient|² / variance of one example's, summed over the layer's weights. */
    readonly signalToNoise: number;
  }[];
}
