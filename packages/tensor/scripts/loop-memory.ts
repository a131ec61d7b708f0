import { memory, randn } from '../src/index.ts';

/**
 * What a loop that neither trains nor uses a scope settles at:
 * `node scripts/loop-memory.ts 500000 10` (small tensors), `node scripts/loop-memory.ts 3000 262144`
 * (1 MiB each).
 */
const [rounds = 500_000, size = 10] = process.argv.slice(2).map(Number);
const mebibyte = 2 ** 20;
const most = { buffers: 0, bytes: 0, resident: 0 };
for (let i = 0; i < rounds; i++) {
  randn([size]).mean().item();
  if (i % Math.ceil(rounds / 50) !== 0) continue;
  const { buffers, bytes } = memory();
  most.buffers = Math.max(most.buffers, buffers);
  most.bytes = Math.max(most.bytes, bytes);
  most.resident = Math.max(most.resident, process.memoryUsage().rss);
}
console.log(
  `at most ${most.buffers} buffers of ${(most.bytes / mebibyte).toFixed(1)} MiB in all, ` +
    `a process of ${Math.round(most.resident / mebibyte)} MiB`,
);
