import { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Trainer } from '../src/index.ts';
import { progressBar } from '../src/node.ts';
import { makeRun } from './run.ts';

class Output extends Writable {
  readonly isTTY: boolean;
  readonly columns = 100;
  text = '';

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: unknown, _: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

async function shown(isTTY: boolean, offset = 0): Promise<string> {
  const output = new Output(isTTY);
  const run = makeRun('SGD');
  await new Trainer({
    ...run,
    loss: (logits, y) => run.loss(logits, y).add(offset),
    metrics: { accuracy: (logits, y) => logits.argmax(1).eq(y).mean() },
    epochs: 2,
    // Slow enough to be drawn more than once an epoch.
    callbacks: [progressBar({ stream: output }), { onStep: () => setTimeout(40) }],
  }).fit();
  return output.text;
}

test('a terminal shows a bar an epoch, then what was evaluated', async () => {
  const text = await shown(true);
  expect(text).toMatch(/epoch 1\/2 {2}[█░]{40} {2}\d+ % {2}loss \d\.\d{4} {2}\S+ left/);
  expect(text).not.toMatch(/\b0+s left/);
  expect(text).toMatch(/epoch 1: training loss \d\.\d{4}, accuracy \d\.\d{4}, loss \d\.\d{4}\n/);
  expect(text).toMatch(/epoch 2\/2 {2}[█░]{40}/);
  expect(text).toMatch(/epoch 2: training loss .*\n$/);
});

test('a loss that has run away stays as short as any', async () => {
  const text = await shown(true, 1e25);
  expect(text).toMatch(/ {2}loss \d\.\d\de\+\d\d {2}\S+ left/);
  expect(text).toMatch(
    /epoch 2: training loss \d\.\d\de\+\d\d, accuracy 0\.\d{4}, loss \d\.\d\de\+\d\d\n$/,
  );
});

test('anything else shows nothing', async () => {
  expect(await shown(false)).toBe('');
});
