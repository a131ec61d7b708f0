import { backward, detach, isTracked, onGradient, track } from '@plumbline/autograd';
import type { Module, Residual } from '@plumbline/layers';
import type { PathSpectrum } from '@plumbline/report';
import {
  checkOptions,
  formatShape,
  getRngState,
  setRngState,
  type Tensor,
  zeros,
} from '@plumbline/tensor';
import { checkBatch } from '../check-batch.ts';
import { residualBlocks } from '../observed-layers.ts';
import { type Sample, type SampleOptions, type Trial, trialOf } from '../sample.ts';
import { undisturbed } from '../undisturbed.ts';
import { carryBack } from './carry-back.ts';
import { CutTape } from './cut-tape.ts';
import { runInPieces } from './run-in-pieces.ts';
import { spectrumOf } from './spectrum-of.ts';

/** Options of `paths`. */
export interface PathsOptions extends SampleOptions {
  /** Called after each of the n (n + 1) / 2 backward passes through a block. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The gradient at the input of the first residual block by the length of the paths that it took: how
 * many branches lie on them (Veit et al. 2016, "Residual networks behave like ensembles of relatively
 * shallow networks", sections 3 and 5). Unlike there, nothing is sampled.
 *
 * Backward, the i-th block multiplies by S_i + B_i, its shortcut term and its branch term (an
 * activation behind their sum, a preactivation before them and layers between blocks multiply both).
 * Of the product of (S_i + t B_i), a polynomial in t, the coefficient of t^k is the sum over the
 * paths through k branches, and all coefficients add up to the gradient. They are carried back
 * through one block after the other, c'_k = S c_k + B c_(k-1): n (n + 1) / 2 backward passes through
 * a block for n of them, at the activations of one forward pass, in the mode the model is in. Each
 * `norm` is that of such a sum, in which paths may cancel.
 *
 * Blocks are those that are in no other block, in the order in which they run, each reading only what
 * the one before gives (a module that runs twice counts twice). Memory: about that of a training step,
 * and n + 1 gradients of a block's input.
 *
 * RangeError without residual blocks, for blocks that are no plain chain, and for an empty batch.
 */
export function paths(model: Module, sample: Sample, options: PathsOptions = {}): PathSpectrum {
  checkOptions('paths', options, ['loss', 'onProgress']);
  const trial = trialOf(sample, options);
  checkBatch('paths', trial.input);
  if (residualBlocks(model).length === 0) {
    throw new RangeError(
      'paths: the model has no residual blocks; paths part where a Residual has a shortcut',
    );
  }
  return undisturbed(model, () => {
    checkRecording();
    return frozen(model, () => {
      const random = getRngState();
      const tape = new CutTape();
      try {
        const { names, first, terms } = runInPieces(model, tape, (runs) => {
          const loss = trial.loss(model.forward(detach(trial.input)));
          checkScalar(loss);
          const [first] = runs;
          if (first === undefined) {
            throw new RangeError('paths: the model’s forward ran none of its residual blocks');
          }
          const terms = carryBack(tape, loss, runs, options.onProgress);
          return { names: runs.map(({ name }) => name), first: first.block, terms };
        });
        setRngState(random);
        return spectrumOf(names, terms, gradientAtInput(tape, model, first, trial));
      } finally {
        tape.release();
      }
    });
  });
}

/** dL/dx at the input of `block` from an ordinary backward pass; `tape` keeps it. */
function gradientAtInput(
  tape: CutTape,
  model: Module,
  block: Residual,
  { input, loss }: Trial,
): Tensor {
  const arrived: Tensor[] = [];
  let isFirst = true;
  const remove = block.onForwardPre((_, x) => {
    if (!isFirst) return;
    isFirst = false;
    onGradient(track(x), (gradient) => {
      arrived.push(tape.keep(gradient.alias()));
      return undefined;
    });
  });
  try {
    backward(loss(model.forward(detach(input))));
  } finally {
    remove();
  }
  return arrived[0]!;
}

/** Runs `body` with gradients of no parameter: neither recorded nor computed. */
function frozen<Result>(model: Module, body: () => Result): Result {
  const trained = model.parameters().filter(({ requiresGrad }) => requiresGrad);
  for (const parameter of trained) parameter.requiresGrad = false;
  try {
    return body();
  } finally {
    for (const parameter of trained) parameter.requiresGrad = true;
  }
}

function checkScalar(loss: Tensor): void {
  if (loss.size === 1) return;
  throw new RangeError(
    `paths: the loss has shape ${formatShape(loss.shape)}; it must be one number, as a mean is`,
  );
}

function checkRecording(): void {
  if (isTracked(track(zeros([])).alias())) return;
  throw new Error('paths: nothing is recorded inside noGrad(); call it outside');
}
