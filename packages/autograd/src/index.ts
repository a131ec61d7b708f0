export { Parameter } from './parameter.ts';
export { backward, type BackwardOptions } from './backward.ts';
export { grad, type GradOptions, type ValueAndGrad, valueAndGrad } from './grad.ts';
export { detach, noGrad } from './no-grad.ts';
export { isTracked, onGradient, track } from './track.ts';
export type { GradientHook } from './tape.ts';
export { gradcheck, type GradcheckOptions } from './gradcheck.ts';
