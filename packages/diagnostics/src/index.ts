export { type CurvatureOptions, curvature } from './curvature/curvature.ts';
export { type LandscapeOptions, landscape } from './landscape/landscape.ts';
export { type GradientNoiseOptions, gradientNoise } from './noise/gradient-noise.ts';
export type { Sample, SampleOptions } from './sample.ts';
export { type JacobianSpectrumOptions, jacobianSpectrum } from './spectrum/jacobian-spectrum.ts';
export type { SplitTerms } from './split-tap.ts';
export { formatBytes, Summary, type SummaryRow, summary } from './summary/summary.ts';
export { Flow, type SplitListener, type WatchOptions, watch } from './watch.ts';
