import {
  cifarResnet,
  type Module,
  plain20,
  resnet18,
  resnet20,
  resnext29,
  wideResnet,
} from '@plumbline/layers';
import { digest, evaluateModel } from '../evaluate-model.ts';
import { deep } from '../tolerance.ts';
import { type Section, section } from './section.ts';

export const models: Readonly<Record<string, () => Module>> = {
  resnet20: () => resnet20(),
  'resnet20 projection': () => resnet20({ shortcut: 'projection' }),
  plain20: () => plain20(),
  resnet18: () => resnet18(),
  'cifarResnet 20 bottlenecks': () => cifarResnet({ depth: 20, block: 'bottleneck' }),
  'cifarResnet 29 preactivated': () =>
    cifarResnet({ depth: 29, block: 'bottleneck', preActivation: true }),
  'cifarResnet 20 preactivated zero-pad': () => cifarResnet({ depth: 20, preActivation: true }),
  'wideResnet 10 2': () => wideResnet({ depth: 10, widen: 2 }),
  'resnext29 2x8': () => resnext29({ cardinality: 2, widthPerGroup: 8, width: 16 }),
};

export const modelSections: readonly Section[] = [
  section(models, (make, one) => digest(evaluateModel(make, one)), deep),
];
