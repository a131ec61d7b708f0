import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultThreads } from '../limits/limits.ts';
import type { ToolCommand } from './tool-process.ts';

/** A tool to compare with, in one or more variants; the best in a case is its figure there. */
export interface Peer {
  readonly name: string;
  readonly variants: readonly ToolCommand[];
  /** How to get it, or why it isn't run. */
  readonly whenMissing: string;
}

const install = 'bench/install-peers.sh installs it';
const node = (file: string, ...args: string[]): ToolCommand => ({
  command: process.execPath,
  args: ['--no-warnings', join(import.meta.dirname, file), ...args],
});

/** Plumbline itself, from its sources. */
export const plumbline = node('plumbline.ts');

/** Debian's own Python, whose packages have PyTorch; one on the path may be another. */
export function torch(threads: number, env: Record<string, string> = {}): ToolCommand {
  const script = join(import.meta.dirname, 'torch_tool.py');
  // PyTorch's own setting reaches its kernels, but not the threads of its matrix library.
  const threadLimits = { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) };
  return {
    command: '/usr/bin/python3',
    args: [script, String(threads)],
    env: { ...threadLimits, ...env },
  };
}

/** For its kernels, for oneDNN's, and for OpenBLAS's: each library chooses by itself. */
const onlyAvx2 = {
  ATEN_CPU_CAPABILITY: 'avx2',
  ONEDNN_MAX_CPU_ISA: 'AVX2',
  MKL_ENABLE_INSTRUCTIONS: 'AVX2',
  OPENBLAS_CORETYPE: 'Haswell',
};

export function peers(): Peer[] {
  const threads = threadCounts();
  return [
    { name: 'PyTorch', variants: threads.map((n) => torch(n)), whenMissing: install },
    ...restrictedTorch(threads),
    { name: 'TensorFlow.js', variants: [node('tfjs.mjs', '2')], whenMissing: install },
    { name: 'jax-js', variants: [node('jaxjs.mjs')], whenMissing: install },
  ];
}

/**
 * Vectors of 512 bits are four times as wide as WebAssembly's; a machine without them is the more
 * common one, so there PyTorch is shown without them too. Elsewhere it would be the same peer twice.
 */
function restrictedTorch(threads: readonly number[]): Peer[] {
  if (!hasAvx512()) return [];
  const variants = threads.map((n) => torch(n, onlyAvx2));
  return [{ name: 'PyTorch, only AVX2', variants, whenMissing: install }];
}

/** One, two, and as many as Plumbline has: more don't always help. */
function threadCounts(): number[] {
  const most = defaultThreads;
  return [...new Set([1, Math.min(2, most), most])];
}

function hasAvx512(): boolean {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8').includes('avx512f');
  } catch {
    return false;
  }
}
