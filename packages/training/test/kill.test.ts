import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'training-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const epochs = 6;

/** Runs a script; after `steps` steps and some milliseconds it is killed. Whether it was. */
async function run(script: string, args: readonly string[], steps = Number.POSITIVE_INFINITY) {
  const child = fork(join(import.meta.dirname, script), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let count = 0;
  child.on('message', () => {
    // It may be dead by now.
    child.send('heard', () => undefined);
    if (++count === steps) setTimeout(() => child.kill('SIGKILL'), 8 * Math.random());
  });
  await once(child, 'exit');
  const { exitCode: code, signalCode: signal } = child;
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`${script} ended with ${code}`);
  return { isKilled: signal === 'SIGKILL', steps: count };
}

test.each([
  ['SGD', 'train-by-hand.ts'],
  ['AdamW', 'train-with-trainer.ts'],
])(
  '%s in %s, killed at random moments, ends with the same bits',
  async (optimizer, script) => {
    const name = `${optimizer}-${script}`;
    const unbroken = await run(script, [
      optimizer,
      String(epochs),
      at(`${name}.whole`),
      at(`${name}.expected`),
    ]);
    const args = [optimizer, String(epochs), at(`${name}.run`), at(`${name}.result`)];
    let [kills, steps] = [0, 0];
    for (let ended = false; !ended; ) {
      const part = await run(script, args, 9 + Math.floor(8 * Math.random()));
      ended = !part.isKilled;
      if (part.isKilled) kills++;
      steps += part.steps;
    }
    expect(kills).toBeGreaterThan(1);
    expect(unbroken.steps).toBe(8 * epochs);
    expect(steps).toBeLessThanOrEqual(8 * epochs + 3 * kills);
    expect(readFileSync(at(`${name}.result`)).equals(readFileSync(at(`${name}.expected`)))).toBe(
      true,
    );
  },
  120_000,
);
