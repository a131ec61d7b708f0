import { appendFile, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { TrainedEpoch } from '@plumbline/report';
import { systemReason, UserError } from '../errors.ts';
import { writeFiles } from '../output-folder.ts';

/** A training step, or the end of an epoch. */
export type Metric =
  | {
      readonly type: 'step';
      /** From 1, over all epochs. */
      readonly step: number;
      /** Of the batch, before the step. */
      readonly loss: number;
      readonly lr: number;
    }
  | ({ readonly type: 'epoch'; readonly step: number } & TrainedEpoch);

/** How many lines may wait for the disk. */
const most = 50;

/** metrics.jsonl: the lines so far in memory too. */
export class Metrics {
  readonly all: Metric[];
  readonly #path: string;
  #waiting: string[] = [];

  private constructor(path: string, all: Metric[]) {
    this.#path = path;
    this.all = all;
  }

  /**
   * Those at `path` up to `step`, where the checkpoint stands: what comes after it is going to happen
   * again. The last line may be cut, by a kill.
   */
  static async upTo(step: number, path: string): Promise<Metrics> {
    const text = await readFile(path, 'utf8').catch(() => '');
    const all = text
      .split('\n')
      .flatMap((line) => parse(line) ?? [])
      .filter((metric) => metric.step <= step);
    const lines = all.map((metric) => `${JSON.stringify(metric)}\n`).join('');
    await writeFiles(dirname(path), { [basename(path)]: lines });
    return new Metrics(path, all);
  }

  /** One of each number: an epoch whose end was not saved is finished twice. */
  get epochs(): TrainedEpoch[] {
    const epochs = this.all.flatMap((metric) => {
      if (metric.type !== 'epoch') return [];
      const { type: _, step: __, ...epoch } = metric;
      return [epoch];
    });
    return [...new Map(epochs.map((epoch) => [epoch.epoch, epoch])).values()];
  }

  async add(metric: Metric): Promise<void> {
    this.all.push(metric);
    this.#waiting.push(`${JSON.stringify(metric)}\n`);
    if (this.#waiting.length >= most || metric.type === 'epoch') await this.flush();
  }

  async flush(): Promise<void> {
    const lines = this.#waiting.splice(0).join('');
    try {
      await appendFile(this.#path, lines);
    } catch (error) {
      throw new UserError(`can't write to ${this.#path}: ${systemReason(error)}`, { cause: error });
    }
  }
}

function parse(line: string): Metric | null {
  try {
    const metric = JSON.parse(line);
    return Number.isInteger(metric?.step) ? metric : null;
  } catch {
    return null;
  }
}
