import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sections } from '../scripts/op-names.ts';
import { opsPage } from '../scripts/ops-page.ts';
import * as library from '../src/index.ts';

/** What is no op: reading, memory, and what a tensor is. */
const aside = [
  ...['constructor', 'buffer', 'strides', 'offset', 'dtype', 'origin', 'nbytes', 'rank', 'size'],
  ...['isReleased', 'isPlumblineTensor', 'data', 'dataSync', 'item', 'toString', 'toJSON'],
  ...['checkReadable', 'release', 'shareBufferOf'],
];
const asideFunctions = [
  ...[
    'EnvironmentError',
    'OutOfMemoryError',
    'isFloat',
    'isTensor',
    'engine',
    'useEngine',
    'dispatch',
    'listen',
    'endStep',
    'keep',
  ],
  ...['memory', 'Generator', 'getRngState', 'setRngState', 'manualSeed', 'permutation', 'scope'],
  ...['recordDraws', 'replayDraws', 'tensorsMadeBy'],
  ...[
    'tensorsIn',
    'checkChoice',
    'checkOptions',
    'broadcastShapes',
    'formatShape',
    'sameShape',
    'Tensor',
  ],
];

function methods(): string[] {
  const names: string[] = [];
  let level: object | null = library.Tensor.prototype;
  while (level !== null && level !== Object.prototype) {
    names.push(...Object.getOwnPropertyNames(level));
    level = Object.getPrototypeOf(level);
  }
  return names.filter((name) => !aside.includes(name));
}

test('OPS.md names every op', () => {
  const functions = Object.entries(library)
    .filter(([name, value]) => typeof value === 'function' && !asideFunctions.includes(name))
    .map(([name]) => name);
  const named = sections.flatMap(({ rows }) => rows.map(({ name }) => name));
  expect(named.toSorted()).toEqual([...new Set([...methods(), ...functions])].sort());
});

test('OPS.md is what the code says: pnpm ops-page writes it', () => {
  const page = readFileSync(new URL('../OPS.md', import.meta.url), 'utf8');
  expect(page).toBe(opsPage());
});
