import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arange, full, type Tensor, tensor, zeros } from '@plumbline/tensor';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeSafetensors, parseSafetensors, SafetensorsError } from '../src/index.ts';
import { readSafetensors, writeSafetensors } from '../src/node.ts';
import { anyMetadata, anyTensors, contents } from './generated-tensors.ts';
import { fileOf } from './safetensors-files.ts';

let folder = '';
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const weights = (): Record<string, Tensor> => ({ w: arange(0, 6).reshape([2, 3]) });

describe('files', () => {
  test('hold what encodeSafetensors makes and give what parseSafetensors gives', async () => {
    await fc.assert(
      fc.asyncProperty(anyTensors, anyMetadata, async (tensors, metadata) => {
        await writeSafetensors(at('w'), tensors, metadata);
        const encoded = await encodeSafetensors(tensors, metadata);
        expect(readFileSync(at('w')).equals(encoded)).toBe(true);
        const found = await readSafetensors(at('w'));
        expect(contents(found.tensors)).toEqual(contents(tensors));
        expect(found.metadata).toEqual(metadata);
      }),
      { numRuns: 30 },
    );
    expect(readdirSync(folder)).toEqual(['w']);
  });

  test('are refused with the words of parseSafetensors', async () => {
    const a = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
    for (const file of [new Uint8Array(3), fileOf({ a }, 7), fileOf({ a: 1 }), fileOf({}, 1)]) {
      writeFileSync(at('bad'), file);
      let message = '';
      try {
        parseSafetensors(file, { name: at('bad') });
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain(at('bad'));
      await expect(readSafetensors(at('bad'))).rejects.toThrow(message.replace(/^\w+: /, ''));
    }
  });

  test('of gigabytes that are none cost no memory', async () => {
    writeFileSync(
      at('huge'),
      fileOf({ a: { dtype: 'F32', shape: [2 ** 40], data_offsets: [0, 2 ** 42] } }),
    );
    await expect(readSafetensors(at('huge'))).rejects.toThrow('the file is cut');
    writeFileSync(
      at('huge'),
      fileOf({ a: { dtype: 'F32', shape: [2 ** 40], data_offsets: [0, 2 ** 42] } }),
    );
    // A file with a hole has the size and takes no disk.
    truncateSync(at('huge'), statSync(at('huge')).size + 2 ** 42);
    await expect(readSafetensors(at('huge'))).rejects.toThrow(
      'tensor "a": there is no memory for 4,398,046,511,104 bytes',
    );
    await expect(readSafetensors(at('huge'), { only: () => false })).resolves.toEqual({
      tensors: {},
      metadata: {},
    });
  });

  test('that are none are said to be none', async () => {
    await expect(readSafetensors(at('none'))).rejects.toThrow(
      `${at('none')}: there is no such file`,
    );
    await expect(readSafetensors(folder)).rejects.toThrow(`${folder}: not a regular file`);
    execFileSync('mkfifo', [at('pipe')]);
    await expect(readSafetensors(at('pipe'))).rejects.toThrow(`${at('pipe')}: not a regular file`);
  });
});

describe('writeSafetensors', () => {
  test('replaces the file that a link leads to, and keeps its permissions', async () => {
    writeFileSync(at('file'), 'old', { mode: 0o600 });
    symlinkSync(at('file'), at('link'));
    await writeSafetensors(at('link'), weights());
    expect(contents((await readSafetensors(at('file'))).tensors)).toEqual(contents(weights()));
    expect(statSync(at('file')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['file', 'link']);
  });

  test('many at once to one path leave one of them, whole', async () => {
    const all = Array.from({ length: 8 }, (_, i) =>
      writeSafetensors(at('w'), { x: full([999], i) }),
    );
    await Promise.all(all);
    const values = new Set((await readSafetensors(at('w'))).tensors['x']?.dataSync());
    expect(values.size).toBe(1);
    expect(readdirSync(folder)).toEqual(['w']);
  });

  test('refuses what it must before it touches anything', async () => {
    const gone = zeros([2]);
    gone.release();
    await expect(writeSafetensors(at('w'), { gone })).rejects.toThrow('was released');
    await expect(writeSafetensors(at('w'), { __metadata__: zeros([1]) })).rejects.toThrow(
      RangeError,
    );
    mkdirSync(at('folder'));
    await expect(writeSafetensors(at('folder'), weights())).rejects.toThrow('not a regular file');
    const missing = writeSafetensors(join(at('no'), 'w'), weights());
    await expect(missing).rejects.toThrow(SafetensorsError);
    await expect(missing).rejects.toThrow(
      `${join(at('no'), 'w')}: can't be written: there is no such`,
    );
    expect(readdirSync(folder)).toEqual(['folder']);
  });

  test('leaves the old file, and nothing else, if a tensor is released meanwhile', async () => {
    writeFileSync(at('w'), 'old');
    const late = zeros([2]);
    const writing = writeSafetensors(at('w'), { first: zeros([5]), late });
    late.release();
    await expect(writing).rejects.toThrow('was released');
    expect(readFileSync(at('w'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['w']);
  });

  const child = join(import.meta.dirname, 'write-in-a-loop.ts');

  test('leaves the old file, and nothing else, where the disk has no more room', async () => {
    writeFileSync(at('w'), 'old');
    // A limit on the size of files stops a write half-way, as a full disk does.
    const { stderr, status } = spawnSync(
      'bash',
      ['-c', `ulimit -f 64; exec "$0" "$@"`, process.execPath, child, at('w'), '1'],
      { encoding: 'utf8' },
    );
    expect(stderr).toContain(`${at('w')}: can't be written: larger than files may be here`);
    expect(status).toBe(1);
    expect(readFileSync(at('w'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['w']);
  });

  test.skipIf(process.platform === 'win32')('leaves the old file without permission', () => {
    writeFileSync(at('w'), 'old');
    chmodSync(folder, 0o555);
    // Nothing is forbidden to root.
    const someone = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { stderr } = spawnSync(process.execPath, [child, at('w'), '1'], {
      encoding: 'utf8',
      ...someone,
    });
    expect(stderr).toContain(`${at('w')}: can't be written: no permission`);
    expect(readFileSync(at('w'), 'utf8')).toBe('old');
    chmodSync(folder, 0o755);
    expect(readdirSync(folder)).toEqual(['w']);
  });

  test('killed at any moment leaves a whole file, and the next one cleans up', async () => {
    let leftovers = 0;
    for (let kills = 0; kills < 6; kills++) {
      const writer = fork(child, [at('w'), '1000'], { stdio: 'ignore' });
      await once(writer, 'message');
      await new Promise((resume) => setTimeout(resume, 7 * kills));
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      leftovers += readdirSync(folder).length - 1;
      const { tensors } = await readSafetensors(at('w'));
      const values = new Set(tensors['x']?.dataSync());
      expect([tensors['x']?.shape, values.size]).toEqual([[2 ** 18], 1]);
    }
    expect(leftovers).toBeGreaterThan(0);
    await writeSafetensors(at('w'), { x: tensor([1]) });
    expect(readdirSync(folder)).toEqual(['w']);
    expect(existsSync(at('w'))).toBe(true);
  });
});

describe('what TypeScript refuses, JavaScript is told', () => {
  test.each<[what: string, call: () => Promise<unknown>, message: string]>([
    [
      'an array for a tensor',
      () => Reflect.apply(writeSafetensors, null, ['nowhere', { a: [1, 2] }]),
      'writeSafetensors: "a" is no tensor, but 1,2; use tensor(...)',
    ],
    [
      'a number as metadata',
      () => Reflect.apply(writeSafetensors, null, ['nowhere', {}, { epoch: 3 }]),
      'writeSafetensors: metadata "epoch" is no text, but 3; use JSON.stringify',
    ],
    [
      'a misspelled option',
      () => Reflect.apply(readSafetensors, null, ['nowhere', { onyl: () => true }]),
      "readSafetensors: no option 'onyl'; there are only",
    ],
  ])('%s', async (_, call, message) => {
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(message);
  });
});
