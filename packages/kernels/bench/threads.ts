/** What a second thread brings, by size: `node bench/threads.ts`. Sets the thresholds of split-*.ts. */
import { type Buffer, createEngine, type Engine } from '../src/index.ts';
import { best } from './peak.ts';

const solo = createEngine({ threads: 1 });
const two = createEngine({ threads: 2 });

function matrix(engine: Engine, rows: number, columns: number) {
  const buffer: Buffer = engine.adopt(
    'float32',
    Float32Array.from({ length: rows * columns }, (_, i) => (i % 7) - 3),
    'bench',
  );
  return { buffer, shape: [rows, columns], strides: [columns, 1], offset: 0 };
}

function microseconds(engine: Engine, [m, k, n]: readonly [number, number, number]): number {
  const [a, b, c] = [matrix(engine, m, k), matrix(engine, k, n), matrix(engine, m, n)];
  return (
    best(
      () => engine.matmul(a, b, c),
      300,
      () => void engine.readSync({ ...c, shape: [1], strides: [1] }),
    ) * 1e3
  );
}

// The second thread joins when it is up.
microseconds(two, [256, 256, 256]);
await new Promise((resolve) => setTimeout(resolve, 300));
const sizes = [
  [32, 32, 32],
  [64, 64, 64],
  [128, 64, 64],
  [128, 128, 128],
  [256, 256, 256],
  [128, 784, 512],
  [512, 512, 512],
  [1024, 1024, 1024],
] as const;
for (const size of sizes) {
  const [alone, together] = [microseconds(solo, size), microseconds(two, size)];
  const gflops = (2 * size[0] * size[1] * size[2]) / together / 1e3;
  const name = `${size.join('x')}`.padEnd(16);
  console.log(
    `${name} 1 thread ${alone.toFixed(1).padStart(9)} us, 2 threads ${together.toFixed(1).padStart(9)} us, ` +
      `${(alone / together).toFixed(2)} times as fast, ${gflops.toFixed(1)} GFLOP/s`,
  );
}
