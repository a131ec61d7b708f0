import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noGrad } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import { readSafetensors, writeSafetensors } from '@plumbline/safetensors/node';
import { manualSeed, type Tensor, useEngine } from '@plumbline/tensor';
import { afterAll, expect, test } from 'vitest';
import { models } from '../src/cases/models.ts';
import { compare } from '../src/compare.ts';
import { uniform } from '../src/pattern.ts';
import { deep } from '../src/tolerance.ts';
import { hasTorch, runPython, whenMissing } from '../src/torch.ts';
import '../src/observation.ts';

const names = ['resnet20', 'resnet18'];
const sides: Readonly<Record<string, number>> = { resnet20: 32, resnet18: 64 };

useEngine({ winograd: false });
const canRun = hasTorch();
if (!canRun) console.warn(whenMissing);
const folder = mkdtempSync(join(tmpdir(), 'parity-'));
afterAll(() => rmSync(folder, { recursive: true }));

function make(name: string): Module {
  const make = models[name];
  if (make === undefined) throw new Error(`there is no model ${name}`);
  return make();
}

function logits(model: Module, name: string): Tensor {
  const side = sides[name] ?? 0;
  const images = uniform({ shape: [2, 3, side, side], low: -1, high: 1 }, 5);
  return noGrad(() => model.eval().forward(images).clone());
}

test.skipIf(!canRun)(
  'weights go to PyTorch and come from it',
  { timeout: 120_000 },
  async ({ task }) => {
    manualSeed(3);
    const mine = new Map<string, Tensor>();
    for (const name of names) {
      const model = make(name);
      await writeSafetensors(join(folder, `${name}.plumbline.safetensors`), model.stateDict());
      mine.set(name, logits(model, name));
    }
    // It loads with strict=True.
    runPython('exchange.py', folder, ...names);
    let largest = 0;
    for (const name of names) {
      const theirs = (await readSafetensors(join(folder, `${name}.logits.safetensors`))).tensors;
      const model = make(name);
      const own = await readSafetensors(join(folder, `${name}.torch.safetensors`));
      model.loadStateDict(own.tensors);
      const results = new Map([
        ['plumbline', mine.get(name) ?? expect.fail('no logits')],
        ['torch', logits(model, name)],
      ]);
      const { float32 } = compare(results, new Map(Object.entries(theirs)), deep);
      largest = Math.max(largest, float32 ?? 0);
    }
    const seen = { float32: largest, float64: null };
    task.meta.parity = {
      kind: 'exchange',
      name: 'weights of resnet20 and resnet18, both ways',
      seen,
    };
  },
);
