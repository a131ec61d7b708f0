import { randn, scope } from '@plumbline/tensor';
import type { Work } from './case.ts';
import { finish } from './finish.ts';

export function matmul(): Work {
  const [a, b] = [randn([1024, 1024]), randn([1024, 1024])];
  return () => scope(() => finish(a.matmul(b)));
}
