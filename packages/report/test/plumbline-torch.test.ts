import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Debian's own Python, whose packages have PyTorch; one on the path may be another. */
const python = (...args: readonly string[]) =>
  spawnSync('/usr/bin/python3', ['-B', ...args], { encoding: 'utf8' });
const hasTorch = python('-c', 'import torch').status === 0;
if (!hasTorch) {
  console.warn(
    'PyTorch is not in /usr/bin/python3, so its recorder is not tested: ' +
      'parity/install-torch.sh installs it',
  );
}

test.skipIf(!hasTorch)(
  'the recorder for PyTorch passes its own tests',
  { timeout: 120_000 },
  () => {
    const { status, stderr } = python(join(import.meta.dirname, 'test_plumbline_torch.py'));
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/Ran \d+ tests in .*\s+OK/);
  },
);
