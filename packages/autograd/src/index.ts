export { type BackwardOptions, backward } from './backward.ts';
export { type GradOptions, grad, type ValueAndGrad, valueAndGrad } from './grad.ts';
export { type GradcheckOptions, gradcheck } from './gradcheck.ts';
export { detach, noGrad } from './no-grad.ts';
export { Parameter } from './parameter.ts';
export type { GradientHook } from './tape.ts';
export { isTracked, onGradient, track } from './track.ts';
