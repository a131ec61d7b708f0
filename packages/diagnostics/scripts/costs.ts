/**
 * What each measurement costs: processor time on one thread beside that of a training step, and the
 * most memory of a process that did it beside one that only trained. ResNet-20, batch 32 of 32x32.
 *
 *     node --conditions=development packages/diagnostics/scripts/costs.ts
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { backward } from '@plumbline/autograd';
import { crossEntropy, type Module, resnet20 } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { keep, randint, randn, useEngine } from '@plumbline/tensor';
import type { Sample } from '../src/index.ts';

interface Cost {
  readonly name: string;
  run(model: Module, sample: Sample): void;
}

/** What a process says of itself: seconds of a step and of the measurement, and its peak in MiB. */
interface Taken {
  readonly step: number;
  readonly seconds: number;
  readonly peak: number;
}

const folder = join(import.meta.dirname, 'costs');
const files = readdirSync(folder).toSorted();
const [chosen] = process.argv.slice(2);
if (chosen === undefined) compareAll();
else process.stdout.write(JSON.stringify(await take(chosen)));

function compareAll(): void {
  const training = inProcess('none');
  console.log('| measurement | training steps | seconds | more memory |');
  console.log('| --- | --- | --- | --- |');
  for (const file of files) {
    const { step, seconds, peak } = inProcess(file);
    const more = Math.max(0, peak - training.peak).toFixed(0);
    const name = file.replace('.ts', '');
    console.log(
      `| ${name} | ${(seconds / step).toFixed(1)} | ${seconds.toFixed(2)} | ${more} MiB |`,
    );
  }
}

function inProcess(file: string): Taken {
  const args = [...process.execArgv, import.meta.filename, file];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return JSON.parse(stdout);
}

async function take(file: string): Promise<Taken> {
  useEngine({ threads: 1 });
  const model = resnet20();
  const sample = [keep(randn([32, 3, 32, 32])), keep(randint(0, 10, [32]))] as const;
  const optimizer = new SGD(model.parameters(), { lr: 1e-3, momentum: 0.9 });
  const step = () => {
    const loss = crossEntropy(model.forward(sample[0]), sample[1]);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
  };
  for (let i = 0; i < 3; i++) step();
  const ofStep = Math.min(...Array.from({ length: 5 }, () => secondsOf(step)));
  let seconds = 0;
  if (file !== 'none') {
    const { cost }: { cost: Cost } = await import(join(folder, file));
    seconds = secondsOf(() => cost.run(model, sample));
  }
  const peak = process.resourceUsage().maxRSS / 1024;
  return { step: ofStep, seconds, peak };
}

function secondsOf(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
