import * as layers from '@plumbline/layers';
import type { ModelName } from './models.ts';

type MakeModel = (options: layers.ResNetOptions) => layers.Sequential;

const makers: Readonly<Record<ModelName, MakeModel>> = {
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
};

export function makeModel(name: ModelName, options: layers.ResNetOptions): layers.Sequential {
  return makers[name](options);
}
