import { inspect } from 'node:util';
import { backward, Parameter } from '@plumbline/autograd';
import { ones, scope, type Tensor, tensor, zeros } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import {
  BatchNorm2d,
  Conv2d,
  Dropout,
  Identity,
  Linear,
  Module,
  ReLU,
  Residual,
  Sequential,
} from '../src/index.ts';
import { expectSame } from './close.ts';

/** One field of every kind. */
class Block extends Module {
  readonly fc1 = new Linear(2, 3);
  readonly scale = scope(() => new Parameter(ones([3])));
  readonly blocks = [new Linear(3, 3), new Linear(3, 3, { bias: false })];
  offset = zeros([3]);
  readonly notAModule = { weight: 1 };

  constructor() {
    super();
    this.registerBuffer('offset');
  }

  forward(x: Tensor): Tensor {
    const hidden = this.fc1.forward(x).mul(this.scale).add(this.offset);
    return this.blocks.reduce((y, block) => block.forward(y), hidden);
  }
}

describe('names', () => {
  test('are the paths of the fields', () => {
    expect(new Block().namedParameters().map(([name]) => name)).toEqual([
      'scale',
      'fc1.weight',
      'fc1.bias',
      'blocks.0.weight',
      'blocks.0.bias',
      'blocks.1.weight',
    ]);
  });

  test('of modules: outer before inner, the module itself as the empty name', () => {
    const inner = new Residual(new Sequential(new Linear(2, 2), new ReLU()));
    expect(new Sequential(inner).namedModules().map(([name]) => name)).toEqual([
      '',
      '0',
      '0.branch',
      '0.branch.0',
      '0.branch.1',
      '0.shortcut',
    ]);
  });

  test('a module or parameter in two places has the first name', () => {
    const shared = new Linear(2, 2);
    const model = new Sequential(shared, new ReLU(), shared);
    expect(model.namedParameters().map(([name]) => name)).toEqual(['0.weight', '0.bias']);
    expect(model.parameterCount).toBe(6);
  });

  test('a Sequential subclass has its fields beside its layers', () => {
    class Named extends Sequential {
      readonly head = new Linear(2, 1);
    }
    const model = new Named(new Linear(2, 2));
    expect(Object.keys(model.stateDict())).toEqual([
      '0.weight',
      '0.bias',
      'head.weight',
      'head.bias',
    ]);
  });
});

describe('the state dict', () => {
  test('holds parameters and buffers, and loads into another module', () => {
    const [a, b] = [new Block(), new Block()];
    const x = ones([4, 2]);
    a.offset = tensor([1, 2, 3]);
    expect(Object.keys(a.stateDict())).toContain('offset');
    b.loadStateDict(a.stateDict());
    expectSame(b.forward(x), a.forward(x));
    expect(b.parameters()[0]).not.toBe(a.parameters()[0]);
  });

  test('loaded elements stay when the source is released, or trained on', () => {
    const [a, b] = [new Linear(2, 2), new Linear(2, 2)];
    const state = Object.fromEntries(
      Object.entries(a.stateDict()).map(([name, value]) => [name, value.clone()]),
    );
    const before = a.weight.dataSync();
    b.loadStateDict(a.stateDict());
    a.weight.assign(zeros([2, 2]));
    expect(b.weight.dataSync()).toEqual(before);
    a.loadStateDict(state);
    for (const value of Object.values(state)) value.release();
    expect(a.weight.dataSync()).toEqual(before);
  });

  test('a buffer loaded from a parameter is not trained', () => {
    const block = new Block();
    block.loadStateDict({ ...block.stateDict(), offset: new Parameter(ones([3])) });
    expectSame(block.offset, ones([3]));
    expect(block.offset.trace).toBeNull();
  });

  test('loads what has the same names, and says what has not, unless it is strict', () => {
    const model = new Sequential(new Linear(2, 3), new Linear(3, 1));
    const { '1.bias': bias, ...others } = model.stateDict();
    const before = bias?.dataSync();
    const state = { ...others, '0.bias': tensor([1, 2, 3]), '2.weight': zeros([1]) };
    expect(model.loadStateDict(state, { strict: false })).toEqual({
      missing: ['1.bias'],
      unexpected: ['2.weight'],
    });
    expectSame(model.parameters()[1]!, tensor([1, 2, 3]));
    expect(model.parameters()[3]?.dataSync()).toEqual(before);
    expect(model.loadStateDict(model.stateDict())).toEqual({ missing: [], unexpected: [] });
    const shape = { '0.bias': zeros([4]) };
    expect(() => model.loadStateDict(shape, { strict: false })).toThrow(
      'loadStateDict: 0.bias is float32 [3], the state dict has float32 [4]',
    );
    const misspelled: object = { stric: false };
    expect(() => model.loadStateDict(others, misspelled)).toThrow("no option 'stric'");
  });

  test('that does not fit changes nothing, and the error lists every difference', () => {
    const model = new Sequential(new Linear(2, 3), new Linear(3, 1));
    const before = model.stateDict();
    const values = Object.values(before).map((value) => value.dataSync());
    const { '1.bias': _, ...state } = before;
    const wrong = {
      ...state,
      '0.weight': zeros([3, 2], { dtype: 'float64' }),
      '0.bias': zeros([4]),
      '2.weight': zeros([1]),
    };
    expect(() => model.loadStateDict(wrong)).toThrow(
      'loadStateDict: 0.weight is float32 [3, 2], the state dict has float64 [3, 2]; ' +
        '0.bias is float32 [3], the state dict has float32 [4]; ' +
        '1.bias is missing; 2.weight is not expected',
    );
    const gone = zeros([3]);
    gone.release();
    expect(() => model.loadStateDict({ ...before, '0.bias': gone })).toThrow('0.bias was released');
    expect(Object.values(model.stateDict()).map((value) => value.dataSync())).toEqual(values);
  });

  test('registerBuffer needs a tensor in the field', () => {
    class Empty extends Module {
      readonly mean = null;
      constructor() {
        super();
        this.registerBuffer('mean');
      }
      forward(x: Tensor): Tensor {
        return x;
      }
    }
    expect(() => new Empty()).toThrow('registerBuffer: mean is no tensor');
  });
});

describe('hooks', () => {
  test('run before and after forward, outer around inner, with input and output', () => {
    const model = new Sequential(new ReLU());
    const seen: string[] = [];
    for (const [name, module] of model.namedModules()) {
      module.onForwardPre((_, input) => void seen.push(`before '${name}' ${input.dataSync()}`));
      module.onForward((hooked, input, output) => {
        expect(hooked).toBe(module);
        seen.push(`after '${name}' ${input.dataSync()} ${output.dataSync()}`);
      });
    }
    model.forward(tensor([-1, 1]));
    expect(seen).toEqual([
      "before '' -1,1",
      "before '0' -1,1",
      "after '0' -1,1 0,1",
      "after '' -1,1 0,1",
    ]);
  });

  test('what they return takes the place of the input and of the output', () => {
    const model = new Sequential(new ReLU());
    const seen: number[] = [];
    const stops = [
      model.at(0).onForwardPre((_, input) => input.add(1)),
      model.at(0).onForward((_, input, output) => output.mul(10).add(input)),
      model.at(0).onForward((_, __, output) => void seen.push(...output.dataSync())),
    ];
    expectSame(model.forward(tensor([-3, 1])), tensor([-2, 22]));
    expect(seen).toEqual([-2, 22]);
    for (const stop of stops) stop();
    expectSame(model.forward(tensor([-3, 1])), tensor([0, 1]));
  });

  test('can be removed', () => {
    const model = new Identity();
    let calls = 0;
    const stops = [model.onForward(() => void calls++), model.onForwardPre(() => void calls++)];
    model.forward(ones([1]));
    for (const stop of stops) stop();
    model.forward(ones([1]));
    expect(calls).toBe(2);
  });

  test('run once for a subclass that calls super.forward', () => {
    class Doubled extends ReLU {
      override forward(x: Tensor): Tensor {
        return super.forward(x).mul(2);
      }
    }
    const model = new Doubled();
    let calls = 0;
    model.onForward(() => void calls++);
    expectSame(model.forward(tensor([-1, 3])), tensor([0, 6]));
    expect(calls).toBe(1);
  });
});

describe('modes and gradients', () => {
  test('train and eval reach all modules inside', () => {
    const model = new Sequential(new Block(), new Residual(new Linear(3, 3)));
    const modes = () => new Set(model.namedModules().map(([, module]) => module.training));
    expect(modes()).toEqual(new Set([true]));
    expect(model.eval()).toBe(model);
    expect(modes()).toEqual(new Set([false]));
    expect(modes()).toEqual(new Set([false]));
    model.train();
    expect([...modes()]).toEqual([true]);
  });

  test('zeroGrad forgets all gradients', () => {
    const model = new Block();
    backward(model.forward(ones([1, 2])).sum());
    expect(model.parameters().every((parameter) => parameter.grad !== null)).toBe(true);
    model.zeroGrad();
    expect(model.parameters().every((parameter) => parameter.grad === null)).toBe(true);
  });
});

describe('what is not in a field itself', () => {
  abstract class Model extends Module {
    forward(x: Tensor): Tensor {
      return x;
    }
  }

  test('is found in plain objects and arrays, by path', () => {
    class Heads extends Model {
      readonly heads = { a: new Linear(2, 1), more: [new Linear(1, 1, { bias: false })] };
      readonly scales = [scope(() => new Parameter(ones([1])))];
    }
    expect(new Heads().namedParameters().map(([name]) => name)).toEqual([
      'scales.0',
      'heads.a.weight',
      'heads.a.bias',
      'heads.more.0.weight',
    ]);
  });

  test.each([
    ['Map', new Map([['a', new Linear(2, 1)]])],
    ['Set', new Set([scope(() => new Parameter(ones([1])))])],
  ])('is an error in a %s', (_, held) => {
    class Holder extends Model {
      readonly held = held;
    }
    expect(() => new Holder().parameters()).toThrow(TypeError);
    expect(() => new Holder().parameters()).toThrow(
      "Holder: modules or parameters in the Map or Set 'held'",
    );
  });

  test('may be a Map of anything else', () => {
    class Cached extends Model {
      readonly cache = new Map([['a', 1]]);
    }
    expect(new Cached().parameters()).toEqual([]);
  });
});

test('a model prints its modules, their options and the number of its parameters', () => {
  const model = new Sequential({
    conv: new Conv2d(3, 8, 3, { stride: 2, padding: 1, bias: false }),
    bn: new BatchNorm2d(8),
    block: new Residual(new Sequential(new Linear(4, 4), new ReLU(), new Dropout(0.2)), {
      scale: 0.5,
    }),
    fc: new Linear(4, 1000, { bias: false }),
  });
  const text = `Sequential(
  (conv): Conv2d(3, 8, [3, 3], stride: 2, padding: 1, bias: false)
  (bn): BatchNorm2d(features: 8, eps: 0.00001, momentum: 0.1)
  (block): Residual(shortcutScale: 1, scale: 0.5
    (branch): Sequential(
      (0): Linear(4, 4)
      (1): ReLU()
      (2): Dropout(p: 0.2)
    )
    (shortcut): Identity()
  )
  (fc): Linear(4, 1000, bias: false)
)
4,252 parameters`;
  expect(String(model)).toBe(text);
  expect(inspect(model)).toBe(text);
  expect(String(new ReLU())).toBe('ReLU()\n0 parameters');
});
