import type { FindingsOptions } from '../src/index.ts';

/*
 * How far the thresholds are from both sides: in healthy networks nothing is found with the strict ones,
 * and every break is found with the lax ones.
 */

export const strict = {
  rules: {
    'dead-units': { maxShare: 0.8 },
    'saturated-units': { maxShare: 0.3 },
    'vanishing-gradient': { minRatio: 1e-2 },
    'exploding-gradient': { maxRatio: 1e2 },
    'alike-examples': { maxCorrelation: 0.99 },
    'collapsed-branch': { minRatio: 3e-3 },
    'branch-overwhelms-skip': { maxRatio: 10 },
    'scaled-shortcut': { minProduct: 0.2, maxProduct: 5 },
    'learning-rate-too-large': { maxRatio: 0.25 },
    'learning-rate-too-small': { minRatio: 1e-5 },
  },
} as const satisfies FindingsOptions;

export const lax = {
  rules: {
    'dead-units': { maxShare: 0.99 },
    'saturated-units': { maxShare: 0.75 },
    'vanishing-gradient': { minRatio: 1e-4 },
    'exploding-gradient': { maxRatio: 1e4 },
    'collapsed-branch': { minRatio: 1e-4 },
    'branch-overwhelms-skip': { maxRatio: 60 },
    'scaled-shortcut': { minProduct: 0.05, maxProduct: 20 },
    'learning-rate-too-large': { maxRatio: 1 },
    'learning-rate-too-small': { minRatio: 1e-7 },
  },
} as const satisfies FindingsOptions;
