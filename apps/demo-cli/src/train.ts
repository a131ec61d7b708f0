import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { backward } from '@plumbline/autograd';
import type { DataLoader } from '@plumbline/data';
import { crossEntropy, type Module } from '@plumbline/layers';
import { cosine, type Schedule, SGD, warmup } from '@plumbline/optimizers';
import { countRight } from './accuracy.ts';
import { momentum, warmupShare } from './settings.ts';

/** How a training step went. */
export interface TrainingStep {
  readonly loss: number;
  /** The share of the batch that was classified right, before the step. */
  readonly accuracy: number;
  readonly examples: number;
}

export interface TrainingOptions {
  readonly epochs: number;
  /** The highest learning rate. */
  readonly lr: number;
  readonly onStep: (step: TrainingStep) => void;
  /** Once it is aborted, the step under way is the last. */
  readonly signal: AbortSignal;
}

/** How long Ctrl-C may go unnoticed. */
const turnMilliseconds = 50;

/** Trains `model` on cross-entropy for some epochs, or until it is told to stop. */
export async function train(
  model: Module,
  loader: DataLoader,
  { epochs, lr, onStep, signal }: TrainingOptions,
): Promise<void> {
  const optimizer = new SGD(model.parameters(), {
    lr: learningRate(lr, epochs * loader.length),
    momentum,
  });
  let lastTurn = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    for await (const [x, y] of loader) {
      // Awaiting a batch ends no turn of the event loop, and a signal arrives only between turns.
      if (performance.now() - lastTurn > turnMilliseconds) {
        await eventLoopTurn();
        lastTurn = performance.now();
      }
      if (signal.aborted) return;
      const logits = model.forward(x);
      const loss = crossEntropy(logits, y);
      optimizer.zeroGrad();
      backward(loss);
      optimizer.step();
      onStep({ loss: loss.item(), accuracy: countRight(logits, y) / y.size, examples: y.size });
    }
  }
}

/** Up in a straight line during the first tenth of the steps, then down along half a cosine. */
function learningRate(highest: number, steps: number): Schedule {
  const upward = Math.floor(steps * warmupShare);
  const downward = cosine(highest, steps - upward);
  return upward === 0 ? downward : warmup(upward, downward);
}
