import { createHash } from 'node:crypto';
import { backward } from '@plumbline/autograd';
import { Generator, manualSeed, randint, randn } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import {
  BatchNorm2d,
  Conv2d,
  cifarResnet,
  crossEntropy,
  DropPath,
  type Module,
  plain18,
  plain20,
  plain32,
  plain34,
  plain44,
  plain56,
  plain110,
  preactPlain164,
  preactResnet164,
  Residual,
  resnet18,
  resnet20,
  resnet32,
  resnet34,
  resnet44,
  resnet50,
  resnet56,
  resnet101,
  resnet110,
  resnext29,
  wideResnet,
} from '../src/index.ts';
import { expectSame } from './close.ts';
import { expectFlatMemory } from './flat-memory.ts';
import { fixtures } from './residual-fixture.ts';

describe('parameters, as the papers and torchvision count them', () => {
  test.each([
    // He et al. 2015, table 6, in millions: 0.27, 0.46, 0.66, 0.85, 1.7.
    ['resnet20', resnet20, 269_722],
    ['resnet32', resnet32, 464_154],
    ['resnet44', resnet44, 658_586],
    ['resnet56', resnet56, 853_018],
    ['resnet110', resnet110, 1_727_962],
    ['plain20', plain20, 269_722],
    ['plain32', plain32, 464_154],
    ['plain44', plain44, 658_586],
    ['plain56', plain56, 853_018],
    ['plain110', plain110, 1_727_962],
    // He et al. 2016: 1.7.
    ['preactResnet164', preactResnet164, 1_703_258],
    // torchvision's documentation.
    ['resnet18', resnet18, 11_689_512],
    ['resnet34', resnet34, 21_797_672],
    ['resnet50', resnet50, 25_557_032],
    ['resnet101', resnet101, 44_549_160],
  ] as const)(
    '%s',
    (name, make, count) => {
      const model = make();
      expect(model.parameterCount).toBe(count);
      const names = fixtures.names[name];
      if (names !== undefined) expect(hashOfNames(model)).toBe(names);
    },
    120_000,
  );

  test.each([
    // Xie et al. 2016, table 7.
    ['resnext29', () => resnext29(), 34.4],
    // Zagoruyko and Komodakis 2016, table 4.
    ['WRN-28-10', () => wideResnet(), 36.5],
    ['WRN-40-4', () => wideResnet({ depth: 40, widen: 4 }), 8.9],
  ])(
    '%s, in millions',
    (_, make, millions) => {
      expect(make().parameterCount / 1e6).toBeCloseTo(millions, 1);
    },
    120_000,
  );

  test.each([
    ['plain18', plain18, resnet18],
    ['plain34', plain34, resnet34],
    ['preactPlain164', preactPlain164, preactResnet164],
  ] as const)('%s is its residual twin without the projections', (_, plain, residual) => {
    const [mine, theirs] = [plain({ width: 2 }), residual({ width: 2 })];
    const kept = theirs.namedParameters().filter(([name]) => !name.includes('downsample'));
    expect(shapesOf(mine)).toEqual(kept.map(([name, { shape }]) => [name, shape]));
    expect(blocksOf(mine).length).toBe(0);
  });

  /** As `names` of the fixture's script. */
  function hashOfNames(model: Module): string {
    const lines = Object.entries(model.stateDict()).map(
      ([name, { shape }]) => [name, `${name} [${shape.join(', ')}]`] as const,
    );
    lines.sort(([a], [b]) => (a < b ? -1 : 1));
    return createHash('sha256')
      .update(lines.map(([, line]) => line).join('\n'))
      .digest('hex');
  }

  const shapesOf = (model: Module) =>
    model.namedParameters().map(([name, { shape }]) => [name, shape]);
});

describe('options', () => {
  const x = () => randn([2, 3, 8, 8]);

  test('one seed gives a network and its plain twin the same weights', () => {
    const [residual, plain] = [resnet20, plain20].map((make) => {
      manualSeed(5);
      return make({ width: 4 });
    });
    const theirs = plain!.stateDict();
    for (const [name, tensor] of Object.entries(residual!.stateDict())) {
      expectSame(tensor, theirs[name]!);
    }
    // And blocks make the difference.
    const input = x();
    const difference = residual!.forward(input).sub(plain!.forward(input));
    expect(difference.abs().max().item()).toBeGreaterThan(0);
  });

  test('convolutions start with variance 2 / fan-out, as torchvision’s', () => {
    const convolutions = resnet20()
      .namedModules()
      .flatMap(([, module]) => (module instanceof Conv2d ? [module.weight] : []));
    expect(convolutions.length).toBe(19);
    for (const weight of convolutions) {
      const ratio = weight.square().mean().item() * ((weight.shape[0]! * 9) / 2);
      // Within five standard errors of a mean of squares of normal numbers.
      expect(Math.abs(ratio - 1)).toBeLessThan(5 * Math.sqrt(2 / weight.size));
    }
  });

  test.each([
    ['post-activation', { depth: 8 }],
    ['pre-activation', { depth: 11, block: 'bottleneck', preActivation: true }],
  ] as const)('zeroInitResidual: %s blocks are their shortcuts', (_, options) => {
    const model = cifarResnet({ ...options, width: 4, zeroInitResidual: true });
    const blocks = blocksOf(model);
    expect(blocks.length).toBe(3);
    for (const block of blocks) {
      block.branch.onForward((_, __, output) => expect(output.abs().max().item()).toBe(0));
    }
    model.forward(x());
    expect.assertions(4);
  });

  test('dropPath grows linearly with depth', () => {
    const rates = cifarResnet({ depth: 20, width: 2, dropPath: 0.45 })
      .namedModules()
      .flatMap(([, module]) => (module instanceof DropPath ? [module.p] : []));
    expect(rates.map((p) => Math.round(p * 100))).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45]);
  });

  test('channels, classes and any image size', () => {
    const model = resnet18({ channels: 1, classes: 7, width: 2 });
    expect(model.forward(randn([2, 1, 40, 33])).shape).toEqual([2, 7]);
    const small = preactResnet164({ channels: 1, classes: 7, width: 1 }).eval();
    expect(small.forward(randn([1, 1, 28, 28])).shape).toEqual([1, 7]);
  });

  test('dtype and generator reach every layer', () => {
    const options = {
      depth: 10,
      widen: 1,
      width: 2,
      squeezeReduction: 2,
      dtype: 'float64',
    } as const;
    const draw = () => wideResnet({ ...options, generator: new Generator(1) }).stateDict();
    manualSeed(0);
    const [first, next] = [draw(), randn([4])];
    manualSeed(0);
    expectSame(randn([4]), next);
    for (const [name, tensor] of Object.entries(draw())) {
      expectSame(tensor, first[name]!);
      expect(tensor.dtype).toBe(name.endsWith('num_batches_tracked') ? 'int32' : 'float64');
    }
  });

  test.each([
    [() => cifarResnet({ depth: 21 }), 'cifarResnet: a depth of 21 is not 6n + 2; use 20 or 26'],
    [() => cifarResnet({ depth: 2 }), 'cifarResnet: a depth of 2 is not 6n + 2; use 8 or 14'],
    [() => cifarResnet({ depth: Number.NaN }), 'a depth of NaN is not 6n + 2; use 8 or 14'],
    [
      () => cifarResnet({ depth: 20, dropPath: Number.NaN }),
      'dropPath must be from 0 to 1, got NaN',
    ],
    [() => wideResnet({ depth: 28, widen: 0 }), 'wideResnet: widen must be a whole number'],
    [() => wideResnet({ depth: 20 }), 'wideResnet: a depth of 20 is not 6n + 4; use 16 or 22'],
    [() => resnext29({ cardinality: 0.5 }), 'resnext29: cardinality must be a whole number'],
    [() => resnet18({ classes: 0 }), 'ResNet: classes must be a whole number from 1 up, got 0'],
    [() => resnet18({ squeezeReduction: -1 }), 'ResNet: squeezeReduction must be a whole number'],
  ])('bad options: %s', (make, message) => {
    expect(make).toThrow(message);
  });
});

function blocksOf(model: Module): Residual[] {
  return model.namedModules().flatMap(([, module]) => (module instanceof Residual ? [module] : []));
}

test('eval and train reach all layers of the blocks, which are named once', () => {
  const model = resnet50({ width: 1, classes: 2, dropPath: 0.1, squeezeReduction: 2 }).eval();
  const layersWithModes = model
    .namedModules()
    .filter(([, module]) => module instanceof BatchNorm2d || module instanceof DropPath);
  expect(layersWithModes.length).toBe(1 + 16 * 3 + 4 + 16);
  expect(layersWithModes.some(([, module]) => module.training)).toBe(false);
});

test('a network with everything trains in flat memory', () => {
  const model = cifarResnet({
    depth: 8,
    width: 4,
    dropPath: 0.5,
    squeezeReduction: 2,
    shortcut: 'projection',
  });
  const step = (): void => {
    model.zeroGrad();
    backward(crossEntropy(model.forward(randn([4, 3, 8, 8])), randint(0, 10, [4])));
  };
  expectFlatMemory(step);
});
