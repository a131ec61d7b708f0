export { type ConstantOptions, constant, zeros } from './constant.ts';
export { type Fan, fanOf } from './fan.ts';
export { calculateGain, type Nonlinearity } from './gain.ts';
export { type KaimingOptions, kaimingNormal, kaimingUniform } from './kaiming.ts';
export { type NormalOptions, normal } from './normal.ts';
export { type OrthogonalOptions, orthogonal } from './orthogonal.ts';
export { type UniformOptions, uniform } from './uniform.ts';
export { type XavierOptions, xavierNormal, xavierUniform } from './xavier.ts';
