import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from '../median.ts';
import { bundle } from './bundle.ts';

const program = `
  import { tensor } from '@plumbline/tensor';
  export const result = tensor([[1, 2], [3, 4]]).matmul(tensor([[1], [1]])).add(1).sum().item();
`;

/**
 * Milliseconds from the import of @plumbline/tensor to the value of a small expression, in fresh
 * processes of Node. From a bundle, as published: the sources would be measured with what removing
 * their types takes.
 */
export async function firstResultMilliseconds(repeats: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  try {
    const file = join(folder, 'first-result.mjs');
    writeFileSync(file, await bundle(program, 'node'));
    const measure = `
      const start = performance.now();
      const { result } = await import(${JSON.stringify(pathToFileURL(file).href)});
      const time = performance.now() - start;
      if (result !== 12) throw new Error('the result is ' + result);
      console.log(time);
    `;
    const args = ['--input-type=module', '--eval', measure];
    const times = Array.from({ length: repeats }, () =>
      Number(execFileSync(process.execPath, args, { encoding: 'utf8' })),
    );
    return median(times);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
