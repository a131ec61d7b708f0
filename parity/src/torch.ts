import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Debian's own Python, whose packages have PyTorch; one on the path may be another. */
const python = '/usr/bin/python3';

export const whenMissing =
  'PyTorch is not in /usr/bin/python3, so nothing is exchanged with it: ' +
  'parity/install-torch.sh installs it';

/** Whether PyTorch is there. Starting it takes seconds. */
export function hasTorch(): boolean {
  return spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
}

/** Runs a script of the folder python. Throws with what it printed where it fails. */
export function runPython(script: string, ...args: readonly string[]): void {
  const path = join(import.meta.dirname, '../python', script);
  const { status, stderr, error } = spawnSync(python, [path, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')}: ${error?.message ?? stderr}`);
}
