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
  readonly 'non-finite': NonFiniteThresholds;
  readonly 'no-gradient': NoGradientThresholds;
  readonly 'dead-units': DeadThresholds;
  readonly 'saturated-units': SaturatedThresholds;
  readonly 'vanishing-gradient': VanishingThresholds;
  readonly 'exploding-gradient': ExplodingThresholds;
  readonly 'shattered-gradient': ShatteredThresholds;
  readonly 'collapsed-branch': CollapsedThresholds;
  readonly 'branch-overwhelms-skip': OverwhelmsThresholds;
  readonly 'scaled-shortcut': ScaledShortcutThresholds;
  readonly 'learning-rate-too-large': TooLargeThresholds;
  readonly 'learning-rate-too-small': TooSmallThresholds;
}

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
  'collapsed-branch': collapsedBranch,
  'branch-overwhelms-skip': branchOverwhelmsSkip,
  'scaled-shortcut': scaledShortcut,
  'learning-rate-too-large': learningRateTooLarge,
  'learning-rate-too-small': learningRateTooSmall,
};
