import type * as layers from '@plumbline/layers';

/** Networks for small images, which `--model` takes; each is a function of `{ channels, classes }`. */
export const modelNames = [
  'resnet20',
  'resnet32',
  'resnet44',
  'resnet56',
  'resnet110',
  'plain20',
  'plain32',
  'plain44',
  'plain56',
  'plain110',
  'preactResnet164',
  'preactPlain164',
] as const satisfies readonly (keyof typeof layers)[];

export type ModelName = (typeof modelNames)[number];

export const isModelName = (name: string): name is ModelName =>
  modelNames.some((each) => each === name);
