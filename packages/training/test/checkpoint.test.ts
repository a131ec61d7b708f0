import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backward } from '@plumbline/autograd';
import { DataLoader, TensorDataset } from '@plumbline/data';
import { Linear, mse } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { SafetensorsError } from '@plumbline/safetensors';
import { readSafetensors, writeSafetensors } from '@plumbline/safetensors/node';
import { getRngState, manualSeed, rand, type Tensor, zeros } from '@plumbline/tensor';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CheckpointError, captureCheckpoint, restoreCheckpoint } from '../src/index.ts';
import { loadCheckpoint, saveCheckpoint } from '../src/node.ts';
import { makeRun } from './run.ts';

let folder = '';
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function partsOf(run: ReturnType<typeof makeRun>) {
  const { model, optimizer, average, train } = run;
  return { model, optimizer, average, loader: train };
}

/** Some steps of an epoch; the loader's place is then behind them. */
function trainFor(run: ReturnType<typeof makeRun>, steps: number): void {
  const { model, optimizer, average, loss, train } = run;
  train.restore(train.state());
  let done = 0;
  for (const [x, y] of train) {
    const value = loss(model.forward(x), y);
    optimizer.zeroGrad();
    backward(value);
    optimizer.step();
    average.update();
    if (++done === steps) return;
  }
}

function elements(state: Readonly<Record<string, Tensor | number>>) {
  return Object.entries(state).map(([name, leaf]) => [
    name,
    typeof leaf === 'number' ? leaf : leaf.dataSync(),
  ]);
}

/** Everything that a checkpoint holds, to compare. */
function everythingOf(run: ReturnType<typeof makeRun>) {
  const { model, optimizer, average, train } = run;
  const states = [model.stateDict(), optimizer.stateDict(), average.stateDict()].map(elements);
  return { states, loader: train.state(), random: getRngState() };
}

describe.each(['SGD', 'AdamW'] as const)('a checkpoint of %s', (optimizerName) => {
  test('holds all: another run goes on as this one does', async () => {
    const first = makeRun(optimizerName);
    trainFor(first, 5);
    await saveCheckpoint(at('c'), {
      ...partsOf(first),
      progress: { best: Number.POSITIVE_INFINITY },
    });
    const there = everythingOf(first);
    trainFor(first, 3);
    const later = everythingOf(first);
    expect(later).not.toEqual(there);

    const second = makeRun(optimizerName);
    expect(everythingOf(second)).not.toEqual(there);
    manualSeed(99);
    expect(await loadCheckpoint(at('c'), partsOf(second))).toEqual({
      best: Number.POSITIVE_INFINITY,
    });
    expect(everythingOf(second)).toEqual(there);
    trainFor(second, 3);
    expect(everythingOf(second)).toEqual(later);
  });

  test('is of the moment of the call, however late it is written', async () => {
    const run = makeRun(optimizerName);
    trainFor(run, 2);
    const there = everythingOf(run);
    const saving = saveCheckpoint(at('c'), partsOf(run));
    trainFor(run, 3);
    await saving;
    const other = makeRun(optimizerName);
    await loadCheckpoint(at('c'), partsOf(other));
    expect(everythingOf(other)).toEqual(there);
  });

  test('is a safetensors file, whose weights a model loads by themselves', async () => {
    const run = makeRun(optimizerName);
    trainFor(run, 2);
    await saveCheckpoint(at('c'), partsOf(run));
    const { tensors } = await readSafetensors(at('c'), {
      only: (name) => name.startsWith('model.'),
    });
    const expected = run.model.stateDict();
    expect(Object.keys(tensors)).toEqual(Object.keys(expected).map((name) => `model.${name}`));
    expect(readdirSync(folder)).toEqual(['c']);
    const other = makeRun(optimizerName);
    await loadCheckpoint(at('c'), { model: other.model });
    expect(elements(other.model.stateDict())).toEqual(elements(expected));
  });
});

test('progress holds any number', () => {
  const model = new Linear(1, 1);
  const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, 2 ** 53, 5e-324));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), number, { noNullPrototype: true }), (progress) => {
      fc.pre(
        !['__proto__', 'constructor', 'prototype'].some((key) => Object.hasOwn(progress, key)),
      );
      expect(restoreCheckpoint(captureCheckpoint({ model }, progress), { model })).toEqual(
        progress,
      );
    }),
  );
});

describe('loadCheckpoint refuses, and changes nothing', () => {
  const small = () => {
    const model = new Linear(2, 3);
    return { model, optimizer: new SGD(model.parameters(), { lr: 0.1, momentum: 0.9 }) };
  };

  test.each<[what: string, save: (path: string) => Promise<void>, message: string]>([
    ['a missing file', async () => {}, 'there is no such file'],
    [
      'a damaged file',
      async (path) => writeFileSync(path, 'PK and so on'),
      'not a safetensors file',
    ],
    [
      'weights alone',
      (path) => writeSafetensors(path, new Linear(2, 3).stateDict()),
      'not a checkpoint: its metadata has no plumbline.checkpoint',
    ],
    [
      'another network',
      (path) => saveCheckpoint(path, { ...small(), model: new Linear(2, 4) }),
      'not of a run like this one: loadStateDict: weight is float32 [3, 2], the state dict has float32 [4, 2]',
    ],
    [
      'another optimizer',
      (path) => {
        const { model } = small();
        return saveCheckpoint(path, { model, optimizer: new SGD(model.parameters(), { lr: 0.1 }) });
      },
      'not of a run like this one: loadStateDict:',
    ],
    [
      'no optimizer',
      (path) => saveCheckpoint(path, { model: small().model }),
      'it was saved without the optimizer',
    ],
    [
      'words for numbers',
      (path) =>
        writeSafetensors(
          path,
          {},
          {
            'plumbline.checkpoint': '{"version":1,"random":{"seed":"1","counter":0},"progress":{}}',
          },
        ),
      'plumbline.checkpoint: random.seed: Invalid type: Expected number',
    ],
    [
      'a later version',
      (path) => writeSafetensors(path, {}, { 'plumbline.checkpoint': '{"version":2}' }),
      'plumbline.checkpoint: version: Invalid type: Expected 1 but received 2',
    ],
    [
      'no JSON',
      (path) => writeSafetensors(path, {}, { 'plumbline.checkpoint': '{' }),
      'plumbline.checkpoint: all of it: Invalid JSON',
    ],
  ])('%s', async (_, save, message) => {
    await save(at('c'));
    const parts = small();
    mse(parts.model.forward(rand([4, 2])), zeros([4, 3])).item();
    const before = [
      elements(parts.model.stateDict()),
      elements(parts.optimizer.stateDict()),
      getRngState(),
    ];
    const error: unknown = await loadCheckpoint(at('c'), parts).catch((thrown: unknown) => thrown);
    expect(error instanceof CheckpointError || error instanceof SafetensorsError).toBe(true);
    expect(String(error)).toContain(`${at('c')}: `);
    expect(String(error)).toContain(message);
    const after = [
      elements(parts.model.stateDict()),
      elements(parts.optimizer.stateDict()),
      getRngState(),
    ];
    expect(after).toEqual(before);
  });
});

describe('a loader that a checkpoint is restored into', () => {
  const dataset = (count: number) => new TensorDataset(zeros([count, 2]), zeros([count, 3]));
  const options = { batchSize: 4, shuffle: true, seed: 3 };
  const model = new Linear(2, 3);
  const saved = () =>
    captureCheckpoint({ model, loader: new DataLoader(dataset(16), options) }, { best: 1 });

  test.each<[loader: DataLoader, message: string]>([
    [
      new DataLoader(dataset(16), { ...options, batchSize: 8 }),
      'it was saved with a loader of batchSize 4, this one has 8; make it as it was',
    ],
    [
      new DataLoader(dataset(16), { ...options, shuffle: false }),
      'shuffle true, this one has false',
    ],
    [new DataLoader(dataset(16), { ...options, seed: 4 }), 'seed 3, this one has 4'],
    [new DataLoader(dataset(16), { ...options, dropLast: true }), 'dropLast false'],
    [
      new DataLoader(dataset(17), { ...options, seed: 5 }),
      'examples 16, this one has 17; seed 3, this one has 5',
    ],
  ])('is one like the one it was saved with: %#', (loader, message) => {
    const restore = () => restoreCheckpoint(saved(), { model, loader }, 'file');
    expect(restore).toThrow(CheckpointError);
    expect(restore).toThrow('file: not of a run like this one: it was saved with a loader of ');
    expect(restore).toThrow(message);
  });

  test('may be one that does not tell its settings', () => {
    const inner = new DataLoader(dataset(16), { ...options, seed: 9 });
    const loader = { state: () => inner.state(), restore: inner.restore.bind(inner) };
    expect(restoreCheckpoint(saved(), { model, loader })).toEqual({ best: 1 });
    const untold = captureCheckpoint({ model, loader });
    expect(restoreCheckpoint(untold, { model, loader: inner })).toEqual({});
  });
});

test('only the node entry touches Node', () => {
  const source = join(import.meta.dirname, '../src');
  for (const name of readdirSync(source).filter((file) => file.endsWith('.ts'))) {
    if (name === 'node.ts') continue;
    expect(readFileSync(join(source, name), 'utf8'), name).not.toMatch(
      /from '(node:|\.\/node|.*\/node')|Buffer\./,
    );
  }
});
