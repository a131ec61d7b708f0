export { type CurvatureOptions, curvature } from './curvature/curvature.ts';
export type { SplitListener } from './flow/block-tap.ts';
export { firstNonFinite, type NonFinite } from './flow/first-non-finite.ts';
export type { SplitTerms } from './flow/split-terms.ts';
export { Watch, type WatchOptions, watch } from './flow/watch.ts';
export { type LandscapeOptions, landscape } from './landscape/landscape.ts';
export type { Batches } from './lesion/batches.ts';
export { type LesionOptions, lesion } from './lesion/lesion.ts';
export type { RandomDropOptions } from './lesion/random-drops.ts';
export type { Swaps } from './lesion/swap-pairs.ts';
export { type GradientNoiseOptions, gradientNoise } from './noise/gradient-noise.ts';
export { type PathsOptions, paths } from './paths/paths.ts';
export type { Sample, SampleOptions } from './sample.ts';
export { gradientCorrelation } from './shattering/gradient-correlation.ts';
export {
  type RectifierKind,
  type RectifierOptions,
  rectifierNetwork,
} from './shattering/rectifier-network.ts';
export { type ShatteringOptions, shattering } from './shattering/shattering.ts';
export {
  type ShatteringByDepth,
  type ShatteringByDepthOptions,
  shatteringByDepth,
} from './shattering/shattering-by-depth.ts';
export { signalPropagation } from './signal/signal-propagation.ts';
export { type GaussianMoments, gaussianMoments } from './signal/theory/gaussian-moments.ts';
export { type JacobianSpectrumOptions, jacobianSpectrum } from './spectrum/jacobian-spectrum.ts';
export { formatBytes, Summary, type SummaryRow, summary } from './summary/summary.ts';
export type { AlikeThresholds } from './verdicts/alike-examples.ts';
export type { OverwhelmsThresholds } from './verdicts/branch-overwhelms-skip.ts';
export type { CollapsedThresholds } from './verdicts/collapsed-branch.ts';
export type { DeadThresholds } from './verdicts/dead-units.ts';
export { type DiagnoseOptions, diagnose } from './verdicts/diagnose.ts';
export { Diagnosis } from './verdicts/diagnosis.ts';
export type { ExplodingThresholds } from './verdicts/exploding-gradient.ts';
export { type FindingsOptions, findingsOf } from './verdicts/findings-of.ts';
export type { TooLargeThresholds } from './verdicts/learning-rate-too-large.ts';
export type { TooSmallThresholds } from './verdicts/learning-rate-too-small.ts';
export type { NoGradientThresholds } from './verdicts/no-gradient.ts';
export type { NonFiniteThresholds } from './verdicts/non-finite.ts';
export type { Rule } from './verdicts/rule.ts';
export { type RuleName, rules, type Thresholds } from './verdicts/rules.ts';
export type { SaturatedThresholds } from './verdicts/saturated-units.ts';
export type { ScaledShortcutThresholds } from './verdicts/scaled-shortcut.ts';
export type { ShatteredThresholds } from './verdicts/shattered-gradient.ts';
export type { VanishingThresholds } from './verdicts/vanishing-gradient.ts';
