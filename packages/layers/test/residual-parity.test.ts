import { expect, test } from 'vitest';
import {
  BatchNorm2d,
  Conv2d,
  cifarResnet,
  Highway,
  LayerScale,
  Linear,
  type Module,
  plain18,
  ReLU,
  Residual,
  ReZero,
  resnet18,
  resnet50,
  resnext29,
  ScalarBias,
  Sequential,
  SkipInit,
  SqueezeExcitation,
  wideResnet,
  ZeroPad,
} from '../src/index.ts';
import { compare, fixtures } from './residual-fixture.ts';

const dtype = 'float64';
const activation = new ReLU();

function conv(inputs: number, outputs: number, kernel: 1 | 3 = 3, stride = 1): Conv2d {
  const padding = (kernel - 1) / 2;
  return new Conv2d(inputs, outputs, kernel, { stride, padding, bias: false, dtype });
}
const norm = (channels: number) => new BatchNorm2d(channels, { dtype });
const convs = () => new Sequential(conv(4, 6, 3, 2), norm(6), new ReLU(), conv(6, 6), norm(6));
const mlp = () =>
  new Sequential(new Linear(5, 7, { dtype }), new ReLU(), new Linear(7, 5, { dtype }));

const blocks: Readonly<Record<string, () => Module>> = {
  zeroPad: () => new Residual(convs(), { shortcut: new ZeroPad(6, { stride: 2 }), activation }),
  projection: () =>
    new Residual(convs(), { shortcut: new Sequential(conv(4, 6, 1, 2), norm(6)), activation }),
  preActivation: () =>
    new Residual(conv(4, 6, 3, 2), {
      preActivation: new Sequential(norm(4), new ReLU()),
      shortcut: conv(4, 6, 1, 2),
    }),
  constantScale: () => new Residual(mlp(), { shortcutScale: 0.5, scale: 0.25 }),
  highway: () => new Highway(mlp(), new Linear(5, 5, { dtype })),
  reZero: () => new Residual(mlp(), { scale: new ReZero({ dtype }) }),
  layerScale: () => new Residual(mlp(), { scale: new LayerScale(5, { dtype }) }),
  layerScaleImages: () =>
    new Residual(conv(4, 4), { scale: new LayerScale(4, { axis: 1, dtype }) }),
  squeezeExcitation: () =>
    new Residual(new Sequential(conv(4, 4), new SqueezeExcitation(4, 2, { dtype }))),
  fixup: () => {
    const bias = () => new ScalarBias({ dtype });
    const multiplier = new SkipInit({ init: 1, dtype });
    const branch = [bias(), conv(4, 4), bias(), new ReLU(), bias(), conv(4, 4), multiplier, bias()];
    return new Residual(new Sequential(...branch), { activation });
  },
};

// The fixture has 11 digits.
test.each(fixtures.blocks)('the block $name is PyTorch’s', (fixture) => {
  expect(compare(blocks[fixture.name]!(), fixture, dtype, 'elements')).toBeLessThan(1e-9);
});

const tiny = { width: 4, classes: 5, dtype } as const;
const preact = { ...tiny, preActivation: true } as const;
const networks: Readonly<Record<string, () => Module>> = {
  cifarZeroPad: () => cifarResnet({ ...tiny, depth: 8 }),
  cifarProjection: () => cifarResnet({ ...tiny, depth: 14, shortcut: 'projection' }),
  plain: () => cifarResnet({ ...tiny, depth: 14, shortcut: 'none' }),
  preactBasic: () => cifarResnet({ ...preact, depth: 14 }),
  preactBottleneck: () => cifarResnet({ ...preact, depth: 20, block: 'bottleneck' }),
  preactPlain: () => cifarResnet({ ...preact, depth: 11, block: 'bottleneck', shortcut: 'none' }),
  wide: () => wideResnet({ ...tiny, depth: 10, widen: 2 }),
  resnext: () => resnext29({ ...tiny, width: 8, cardinality: 2, widthPerGroup: 32 }),
  squeezeExcitation: () =>
    cifarResnet({ ...tiny, depth: 8, shortcut: 'projection', squeezeReduction: 4 }),
  resnet18: () => resnet18({ ...tiny, width: 2 }),
  plain18: () => plain18({ ...tiny, width: 2 }),
  resnet50: () => resnet50({ ...tiny, width: 2 }),
};

test.each(fixtures.networks)('the network $name is PyTorch’s', (fixture) => {
  expect(compare(networks[fixture.name]!(), fixture, dtype, 'digests')).toBeLessThan(1e-9);
});

test('resnet18 of full width is PyTorch’s, in float32', () => {
  const model = resnet18({ classes: 10 });
  expect(compare(model, fixtures.full, 'float32', 'digests')).toBeLessThan(1e-4);
}, 120_000);
