import type { Module } from '@plumbline/layers';
import type { Spectrum } from '@plumbline/report';
import {
  checkOptions,
  formatShape,
  Generator,
  isFloat,
  scope,
  type Tensor,
} from '@plumbline/tensor';
import { checkCount } from '../check-count.ts';
import { type Sample, trialOf } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';
import { blockInputs, ofExample } from './example-jacobian.ts';
import { jacobianMap } from './linear-map.ts';
import { spectrumOf } from './spectrum-of.ts';

/** Options of `jacobianSpectrum`. */
export interface JacobianSpectrumOptions {
  /** Which example of the batch. Default 0. */
  readonly example?: number;
  /**
   * How many singular values, largest first. Default: all of a Jacobian with at most 64 of them,
   * else 10. Where these are not all, several equal ones may count as one.
   */
  readonly values?: number;
  /**
   * Where these are not all: most steps, each a product with J and one with Jᵀ. Default
   * 2 · values + 32.
   */
  readonly steps?: number;
  /** A value counts once |Jᵀu - σv| is at most this share of the largest. Default 1e-5. */
  readonly tolerance?: number;
  /** Where these are not all: random starts that means are estimated from. Default 4. */
  readonly samples?: number;
  /** Of the random starts. Default 0. */
  readonly seed?: number;
  /** Called after each Jacobian. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Singular values of the Jacobian d output / d input of the network, and of each residual block at
 * what reaches it: by how much small changes of the input are stretched on the way (Pennington et
 * al. 2017, "Resurrecting the sigmoid in deep learning through dynamical isometry"). No
 * Jacobian is ever built: each is only multiplied by, see `Bidiagonalization`.
 *
 * It is the Jacobian of one example's output in the same example's input, both flattened. The
 * model is measured in the mode that it is in: in `eval` the example runs alone; in training with
 * the rest of the batch, which stays as it is but counts in batch statistics (and dropout draws
 * once for all products). The rest of a large batch costs time for nothing where no layer mixes
 * examples.
 *
 * A network whose input is not float (token ids) has no Jacobian: its blocks are measured alone. A
 * block runs with its input alone, without further options of `forward`; one that runs several
 * times is measured at the first.
 *
 * Errors: RangeError for a sample without that example, TypeError where there is nothing to
 * measure.
 */
export function jacobianSpectrum(
  model: Module,
  sample: Sample,
  options: JacobianSpectrumOptions = {},
): { readonly jacobians: readonly Required<Spectrum>[] } {
  const { example, limits, onProgress } = readOptions(options);
  const { input } = trialOf(sample);
  const examples = input.shape[0] ?? 0;
  if (!(example < examples)) {
    throw new RangeError(
      `jacobianSpectrum: no example ${example} in a batch of shape ${formatShape(input.shape)}`,
    );
  }
  return undisturbed(model, () => {
    const isAlone = !model.training;
    const batch = isAlone ? input.slice([example, example + 1]) : input;
    const place = isAlone ? ([0, 1] as const) : ([example, examples] as const);
    const blocks = blockInputs(model, batch);
    try {
      const all: { name: string; module: Module; input: Tensor }[] = blocks
        .filter(({ name }) => name !== '')
        .map(({ name, block, input }) => ({ name, module: block, input }));
      if (isFloat(input.dtype)) all.unshift({ name: '', module: model, input: batch });
      if (all.length === 0) {
        throw new TypeError(
          `jacobianSpectrum: an input of ${input.dtype} has no derivative, and the model no ` +
            'residual block; measure the part behind the embedding',
        );
      }
      const jacobians = all.map(({ name, module, input }, i) => {
        const jacobian = scope(() => {
          const { f, x } = ofExample(name || 'the model', module, input, ...place);
          return spectrumOf(name, jacobianMap(f, x), x.dtype, limits);
        });
        onProgress?.(i + 1, all.length);
        return jacobian;
      });
      return { jacobians };
    } finally {
      for (const { input } of blocks) input.release('the end of jacobianSpectrum()');
    }
  });
}

function readOptions(options: JacobianSpectrumOptions) {
  checkOptions('jacobianSpectrum', options, [
    'example',
    'values',
    'steps',
    'tolerance',
    'samples',
    'seed',
    'onProgress',
  ]);
  const { example = 0, values, steps, tolerance = 1e-5, samples = 4, seed = 0 } = options;
  checkCount(example, 'jacobianSpectrum: example', 0);
  if (values !== undefined) checkCount(values, 'jacobianSpectrum: values');
  if (steps !== undefined) checkCount(steps, 'jacobianSpectrum: steps');
  checkCount(samples, 'jacobianSpectrum: samples', 2);
  if (!(tolerance > 0)) {
    throw new RangeError(`jacobianSpectrum: tolerance must be above 0, got ${tolerance}`);
  }
  const limits = { values, steps, tolerance, samples, generator: new Generator(seed) };
  return { example, limits, onProgress: options.onProgress };
}
