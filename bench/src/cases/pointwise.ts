import { randn, scope } from '@plumbline/tensor';
import type { Work } from './case.ts';

export function pointwise(): Work {
  const e = randn([4 * 2 ** 20]);
  return () => scope(() => void e.mul(1.1).add(0.1).relu().mul(0.5).sum().item());
}
