import { describeError } from '../describe-error.ts';
import { plumbline, torch } from '../tools/peers.ts';
import { engineBundleSize } from './bundle-size.ts';
import { firstResultMilliseconds } from './first-result.ts';
import { peakMemoryMiB } from './peak-memory.ts';
import { tapedOpMicroseconds } from './taped-op.ts';

/** One figure that has no peer in the table. */
export interface EngineFigure {
  readonly name: string;
  readonly unit: string;
  readonly value: number | { readonly error: string };
}

/** Measures one after the other, and says each. */
export async function measureEngine(
  repeats: number,
  threads: number,
  say: (line: string) => void,
): Promise<EngineFigure[]> {
  const kilobytes = async () => (await engineBundleSize()).gzipped / 1000;
  const measures: [name: string, unit: string, measure: () => number | Promise<number>][] = [
    ['an op on 8 elements, recorded on the tape', 'us', () => tapedOpMicroseconds(repeats * 10)],
    ['import to first result', 'ms', () => firstResultMilliseconds(repeats)],
    ["the engine in a browser's bundle, minified, gzipped", 'kB', kilobytes],
    ['peak memory of ResNet-20 steps', 'MiB', () => peakMemoryMiB(plumbline)],
    ['the same in PyTorch', 'MiB', () => peakMemoryMiB(torch(threads))],
  ];
  const figures: EngineFigure[] = [];
  for (const [name, unit, measure] of measures) {
    const value = await attempt(measure);
    figures.push({ name, unit, value });
    const text =
      typeof value === 'number'
        ? `${value.toPrecision(3)} ${unit}`
        : `not available: ${value.error}`;
    say(`  ${name.padEnd(52)} ${text}`);
  }
  return figures;
}

async function attempt(measure: () => number | Promise<number>): Promise<EngineFigure['value']> {
  try {
    return await measure();
  } catch (error) {
    return { error: describeError(error) };
  }
}
