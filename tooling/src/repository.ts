import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The top of the repository. */
export const root = join(import.meta.dirname, '../..');

/** The published packages, in an order in which each comes after what it depends on. */
export const packages = [
  'kernels',
  'tensor',
  'autograd',
  'layers',
  'optimizers',
  'data',
  'safetensors',
  'training',
  'report',
  'diagnostics',
] as const;

/** Every workspace folder that has tests, from the top. */
export const testedFolders = [
  ...packages.map((name) => `packages/${name}`),
  'apps/demo-cli',
  'parity',
  'tooling',
];

/** All files below a folder whose name ends like this, as paths from the top. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.includes('node_modules'));
}
