import * as layers from '@plumbline/layers';
import type { NetworkChoice, NetworkName } from './network-choice.ts';

const makers: Readonly<Record<NetworkName, (options: layers.ResNetOptions) => layers.Sequential>> =
  {
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
    resnet18: layers.resnet18,
    resnet34: layers.resnet34,
    resnet50: layers.resnet50,
    resnet101: layers.resnet101,
    plain18: layers.plain18,
    plain34: layers.plain34,
  };

export function makeNetwork({ network, ...options }: NetworkChoice): layers.Sequential {
  return makers[network](options);
}

/** Whether it begins as the networks for ImageNet do, which make an image a quarter as high at once. */
export const isLarge = ({ network }: NetworkChoice): boolean =>
  /^(resnet|plain)(18|34|50|101)$/.test(network);
