import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Sample, summary } from '@plumbline/diagnostics';
import type { Module } from '@plumbline/layers';
import { manualSeed, randint, randn } from '@plumbline/tensor';
import { type Images, loadImages } from '../classifier/images.ts';
import { loadWeights } from '../classifier/load-weights.ts';
import { makeModel } from '../classifier/make-model.ts';
import { isModelName, type ModelName, modelNames } from '../classifier/models.ts';
import { readSettings, runFiles } from '../classifier/run-folder.ts';
import { UserError } from '../errors.ts';
import { loadOwnNetwork } from './load-module.ts';
import { trying } from './unfit.ts';

/** Which network is looked at, and on what. */
export interface SubjectOptions {
  /** A run folder of `train`, a checkpoint in one, a network's name, or a file of the user's own. */
  readonly network: string;
  /** Whether it comes from `--model`, which takes no runs. */
  readonly isModel: boolean;
  /** A safetensors file for it. */
  readonly weights: string | null;
  /** A folder with an IDX set, or null for MNIST. */
  readonly data: string | null;
  /** Whether the examples are those to train on, or to test. */
  readonly split: 'train' | 'test';
  readonly examples: number;
  readonly seed: number;
  /** The shape of one random input, for a network of the user's own that says nothing of it. */
  readonly input: readonly number[] | null;
}

export interface Subject {
  readonly name: string;
  readonly model: Module;
  readonly sample: Sample;
  /** What the sample is, in words. */
  readonly sampleName: string;
  /** The file that the network comes from, where it is the user's own. */
  readonly file?: string;
}

/** UserError where there is no such network, or nothing to try it on. */
export async function loadSubject(options: SubjectOptions): Promise<Subject> {
  const { network, isModel, seed } = options;
  const isRun = !isModel && !isSource(network) && existsSync(network);
  if (isRun) return runSubject(network, options);
  manualSeed(seed);
  if (isModelName(network)) return namedSubject(network, options);
  if (isSource(network)) return ownSubject(network, options);
  const models = `the path of a .ts or .js file, or one of ${modelNames.join(', ')}`;
  throw new UserError(
    isModel
      ? `--model ${network}: expected ${models}`
      : `${network}: no such folder, file or network; expected the folder of a \`plumbline train\` ` +
          `run, ${models}`,
  );
}

/** Whether a file of this name can hold a network of the user's own. */
const isSource = (path: string) => /\.[cm]?[jt]s$/.test(path);

async function runSubject(run: string, options: SubjectOptions): Promise<Subject> {
  const isFile = existsSync(run) && statSync(run).isFile();
  const folder = isFile ? join(run, '..') : run;
  const settings = await readSettings(folder);
  const weights = options.weights ?? (isFile ? run : join(folder, runFiles.checkpoint));
  const data = options.data ?? settings.data;
  return namedSubject(settings.model, { ...options, weights, data });
}

async function namedSubject(name: ModelName, options: SubjectOptions): Promise<Subject> {
  const images = await loadImages({ data: options.data, examples: null });
  const { channels, classes } = images;
  const model = makeModel(name, { channels, classes });
  if (options.weights !== null) await loadWeights(model, options.weights);
  return { name, model, ...imageSample(images, options) };
}

/** The first images of a set. */
function imageSample(images: Images, { split, examples }: SubjectOptions) {
  const set = images[split];
  const count = Math.min(examples, set.length);
  const sample = set.batch(Int32Array.from({ length: count }, (_, i) => i));
  const which = split === 'train' ? 'training' : 'test';
  return { sample, sampleName: `the first ${count} ${which} images of ${images.name}` };
}

async function ownSubject(file: string, options: SubjectOptions): Promise<Subject> {
  const { model, sample } = await loadOwnNetwork(file);
  if (options.weights !== null) await loadWeights(model, options.weights);
  if (options.input === null && sample !== null) {
    return { name: file, file, model, sample, sampleName: 'the sample of the file' };
  }
  if (options.input === null) {
    throw new UserError(
      `${file}: what to try it on? Export \`const sample = [input, target]\` there, or say the ` +
        'shape of one input: --input 3,32,32',
    );
  }
  const shape = [options.examples, ...options.input];
  const input = options.input.join(',');
  const random = trying(`${file}: an input of --input ${input} does not fit the network`, () =>
    randomSample(model, shape),
  );
  return { name: file, file, model, sample: random, sampleName: 'random inputs' };
}

/** Normal inputs, with random labels where the model has an output a class. */
function randomSample(model: Module, shape: readonly number[]): Sample {
  const input = randn(shape);
  const [count = 1, classes = 1, ...others] = summary(model, input).rows[0]?.outputShape ?? [];
  const isClassifier = others.length === 0 && classes > 1;
  return isClassifier ? [input, randint(0, classes, [count])] : input;
}
