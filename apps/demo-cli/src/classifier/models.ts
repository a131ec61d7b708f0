import * as layers from '@plumbline/layers';

/** Networks for small images by the names that `--model` takes; each takes `{ channels, classes }`. */
export const models = {
  resnet20: layers.resnet20,
  resnet32: layers.resnet32,
  resnet44: layers.resnet44,
  resnet56: layers.resnet56,
  resnet110: layers.resnet110,
  plain20: layers.plain20,
  plain32: layers.plain32,
  plain44: layers.plain44,
  plain56: layers.plain56,
  plain110: layers.plain110,
  preactResnet164: layers.preactResnet164,
  preactPlain164: layers.preactPlain164,
} as const;

export type ModelName = keyof typeof models;

export const isModelName = (name: string): name is ModelName => Object.hasOwn(models, name);
