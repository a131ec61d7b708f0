import {
  BatchNorm2d,
  Conv2d,
  DropPath,
  Highway,
  LayerScale,
  Linear,
  ReLU,
  Residual,
  ResidualBlock,
  type ResidualOptions,
  ReZero,
  ScalarBias,
  Sequential,
  SkipInit,
  SqueezeExcitation,
  ZeroPad,
} from '@plumbline/layers';
import type { TensorOptions } from '@plumbline/tensor';
import type { Layers } from './made.ts';

function block(outputs: number, stride: number, o: TensorOptions, options: ResidualOptions = {}) {
  const branch = new Sequential({
    conv1: new Conv2d(3, outputs, 3, { stride, padding: 1, bias: false, ...o }),
    bn1: new BatchNorm2d(outputs, o),
    relu1: new ReLU(),
    conv2: new Conv2d(outputs, outputs, 3, { padding: 1, bias: false, ...o }),
    bn2: new BatchNorm2d(outputs, o),
  });
  return new ResidualBlock(branch, { activation: new ReLU(), ...options });
}

export const residual: Layers = {
  Residual: (o) => new Residual(new Linear(5, 5, o)),
  'Residual scaled, activated': (o) =>
    new Residual(new Linear(5, 5, o), { scale: 0.5, activation: new ReLU() }),
  'Residual projected': (o) =>
    new Residual(new Linear(5, 4, o), { shortcut: new Linear(5, 4, { bias: false, ...o }) }),
  ResidualBlock: (o) => block(3, 1, o),
  'ResidualBlock projected': (o) => {
    const projection = new Conv2d(3, 4, 1, { stride: 2, bias: false, ...o });
    return block(4, 2, o, { shortcut: new Sequential(projection, new BatchNorm2d(4, o)) });
  },
  Highway: (o) => new Highway(new Linear(5, 5, o), new Linear(5, 5, o)),
  LayerScale: (o) => new LayerScale(5, o),
  SkipInit: (o) => new SkipInit(o),
  ReZero: (o) => new ReZero(o),
  ScalarBias: (o) => new ScalarBias(o),
  SqueezeExcitation: (o) => new SqueezeExcitation(3, 2, o),
  ZeroPad: () => new ZeroPad(5, { stride: 2 }),
  DropPath: () => new DropPath(0),
};
