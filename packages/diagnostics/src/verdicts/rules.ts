import { type AlikeThresholds, alikeExamples } from './alike-examples.ts';
import { branchOverwhelmsSkip, type OverwhelmsThresholds } from './branch-overwhelms-skip.ts';
import { type CollapsedThresholds, collapsedBranch } from './collapsed-branch.ts';
import { type DeadThresholds, deadUnits } from './dead-units.ts';
import { type ExplodingThresholds, explodingGradient } from './exploding-gradient.ts';
import { learningRateTooLarge, type TooLargeThresholds } from './learning-rate-too-large.ts';
import { learningRateTooSmall, type TooSmallThresholds } from './learning-rate-too-small.ts';
import { type NoGradientThresholds, noGradient } from './no-gradient.ts';
import { type NonFiniteThresholds, nonFinite } from './non-finite.ts';
import type { Rule } from './rule.ts';
import { type SaturatedThresholds, saturatedUnits } from './saturated-units.ts';
import { type ScaledShortcutThresholds, scaledShortcut } from './scaled-shortcut.ts';
import { type ShatteredThresholds, shatteredGradient } from './shattered-gradient.ts';
import { type VanishingThresholds, vanishingGradient } from './vanishing-gradient.ts';

/** What each rule can be told. */
export interface Thresholds {
  /** Of values that are NaN or infinite: none. */
  readonly 'non-finite': NonFiniteThresholds;
  /** Of layers that no gradient reaches: none. */
  readonly 'no-gradient': NoGradientThresholds;
  /** Of rectifying units that are off for all inputs. */
  readonly 'dead-units': DeadThresholds;
  /** Of squashing units that sit where they are flat. */
  readonly 'saturated-units': SaturatedThresholds;
  /** Of a gradient that is lost between the loss and the input. */
  readonly 'vanishing-gradient': VanishingThresholds;
  /** Of a gradient that grows between the loss and the input. */
  readonly 'exploding-gradient': ExplodingThresholds;
  /** Of a gradient at the input that resembles white noise. */
  readonly 'shattered-gradient': ShatteredThresholds;
  /** Of examples that become the same on their way through. */
  readonly 'alike-examples': AlikeThresholds;
  /** Of branches that add nothing to their shortcuts. */
  readonly 'collapsed-branch': CollapsedThresholds;
  /** Of branches beside which the shortcut does not count. */
  readonly 'branch-overwhelms-skip': OverwhelmsThresholds;
  /** Of shortcuts that scale the signal. */
  readonly 'scaled-shortcut': ScaledShortcutThresholds;
  /** Of steps that change a layer's weights by as much as there is of them. */
  readonly 'learning-rate-too-large': TooLargeThresholds;
  /** Of steps that leave a layer's weights as they are. */
  readonly 'learning-rate-too-small': TooSmallThresholds;
}

/** The name of a rule, a key of `rules`. */
export type RuleName = keyof Thresholds;

/** All rules by name, causes before what follows from them: findings come in this order. */
export const rules: { readonly [Name in RuleName]: Rule<Thresholds[Name]> } = {
  'non-finite': nonFinite,
  'no-gradient': noGradient,
  'dead-units': deadUnits,
  'saturated-units': saturatedUnits,
  'vanishing-gradient': vanishingGradient,
  'exploding-gradient': explodingGradient,
  'shattered-gradient': shatteredGradient,
  'alike-examples': alikeExamples,
  'collapsed-branch': collapsedBranch,
  'branch-overwhelms-skip': branchOverwhelmsSkip,
  'scaled-shortcut': scaledShortcut,
  'learning-rate-too-large': learningRateTooLarge,
  'learning-rate-too-small': learningRateTooSmall,
};
