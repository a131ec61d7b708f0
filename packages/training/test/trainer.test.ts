import { backward, noGrad } from '@plumbline/autograd';
import { encodeSafetensors, parseSafetensors } from '@plumbline/safetensors';
import type { Tensor } from '@plumbline/tensor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CheckpointStore,
  captureCheckpoint,
  evaluate,
  restoreCheckpoint,
  type StepReport,
  Trainer,
  type TrainerCallbacks,
} from '../src/index.ts';
import { makeRun } from './run.ts';

/** A checkpoint as a browser may keep it. */
class InMemory implements CheckpointStore {
  readonly everySteps?: number;
  bytes: Uint8Array | null = null;
  saves = 0;

  constructor(everySteps?: number) {
    if (everySteps !== undefined) this.everySteps = everySteps;
  }

  load: CheckpointStore['load'] = async (parts) =>
    this.bytes === null ? null : restoreCheckpoint(parseSafetensors(this.bytes), parts);

  save: CheckpointStore['save'] = async (parts, progress) => {
    const { tensors, metadata } = captureCheckpoint(parts, progress);
    this.bytes = await encodeSafetensors(tensors, metadata);
    this.saves++;
  };
}

function elements(state: Readonly<Record<string, Tensor>>) {
  return Object.entries(state).map(([name, tensor]) => [name, tensor.dataSync()]);
}

const weightsOf = (run: ReturnType<typeof makeRun>) => elements(run.model.stateDict());

const accuracy = (logits: Tensor, y: Tensor) => logits.argmax(1).eq(y).mean();

describe('fit', () => {
  test('does what one writes by hand, to the bit', async () => {
    const byHand = makeRun('AdamW');
    const losses: number[] = [];
    for (let epoch = 0; epoch < 3; epoch++) {
      for (const [x, y] of byHand.train) {
        const loss = byHand.loss(byHand.model.forward(x), y);
        byHand.optimizer.zeroGrad();
        backward(loss);
        byHand.optimizer.step();
        byHand.average.update();
        losses.push(loss.item());
      }
    }
    const run = makeRun('AdamW');
    const steps: StepReport[] = [];
    const callbacks = [{ onStep: (step: StepReport) => void steps.push(step) }];
    const { ending, epochs } = await new Trainer({ ...run, epochs: 3, callbacks }).fit();
    expect(ending).toBe('epochs');
    expect(weightsOf(run)).toEqual(weightsOf(byHand));
    expect(steps.map(({ loss }) => loss)).toEqual(losses);
    expect(steps.map(({ step }) => step)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(steps[7]).toEqual({
      epoch: 0,
      epochs: 3,
      step: 8,
      steps: 8,
      loss: losses[7],
      examples: 4,
    });
    const mean =
      (7 / 60) * 0 +
      losses.slice(0, 8).reduce((sum, loss, i) => sum + loss * (i < 7 ? 8 : 4), 0) / 60;
    expect(epochs[0]?.loss).toBeCloseTo(mean, 12);
  });

  test('stopped after any step and gone on with, in one process or in two, ends with the same bits', async () => {
    const whole = makeRun('AdamW');
    const expected = await new Trainer({ ...whole, epochs: 2 }).fit();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 16 }), { maxLength: 3 }),
        fc.boolean(),
        fc.constantFrom(1, 3, undefined),
        async (stops, isNewProcess, everySteps) => {
          const checkpoint = new InMemory(everySteps);
          const stopAt = new Set(stops);
          let controller = new AbortController();
          const make = () => {
            const run = makeRun('AdamW');
            const onStep = () => {
              if (stopAt.has(run.optimizer.steps)) controller.abort();
            };
            const options = { ...run, epochs: 2, callbacks: [{ onStep }] };
            return {
              run,
              trainer: new Trainer(isNewProcess ? { ...options, checkpoint } : options),
            };
          };
          let { run, trainer } = make();
          const epochs = [];
          for (let i = 0; i <= stops.length; i++) {
            const result = await trainer.fit({ signal: controller.signal });
            epochs.push(...result.epochs);
            expect(result.ending).toBe(i < stops.length ? 'aborted' : 'epochs');
            controller = new AbortController();
            if (isNewProcess && i < stops.length) ({ run, trainer } = make());
          }
          expect(weightsOf(run)).toEqual(weightsOf(whole));
          expect(epochs).toEqual(expected.epochs);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('ends by patience, also if it was stopped and gone on with', async () => {
    const run = makeRun('SGD');
    // A loss that grows with every evaluation, from the second on.
    let evaluations = 0;
    const held: Iterable<[Tensor, Tensor]> = {
      [Symbol.iterator]: () => {
        evaluations++;
        return run.evaluate[Symbol.iterator]();
      },
    };
    const loss = (output: Tensor, y: Tensor) => run.loss(output, y).add(evaluations);
    const trainer = (checkpoint: CheckpointStore, epochs: number) =>
      new Trainer({ ...run, loss, evaluate: held, epochs, patience: 3, checkpoint });
    const checkpoint = new InMemory();
    const first = await trainer(checkpoint, 2).fit();
    expect(first.ending).toBe('epochs');
    const second = await trainer(checkpoint, 100).fit();
    expect(second.ending).toBe('patience');
    expect([...first.epochs, ...second.epochs].map(({ epoch, isBest }) => [epoch, isBest])).toEqual(
      [
        [0, true],
        [1, false],
        [2, false],
        [3, false],
      ],
    );
    expect((await trainer(checkpoint, 100).fit()).epochs).toEqual([]);
  });

  test('saves after every so many steps, and at the end of an epoch', async () => {
    const count = async (everySteps?: number) => {
      const checkpoint = new InMemory(everySteps);
      await new Trainer({ ...makeRun('SGD'), epochs: 2, checkpoint }).fit();
      return checkpoint.saves;
    };
    expect([await count(), await count(3), await count(100)]).toEqual([2, 7, 2]);
  });

  test('takes no step if it was aborted before', async () => {
    const run = makeRun('SGD');
    const before = weightsOf(run);
    const result = await new Trainer({ ...run, epochs: 2 }).fit({ signal: AbortSignal.abort() });
    expect(result).toEqual({ ending: 'aborted', epochs: [] });
    expect(weightsOf(run)).toEqual(before);
  });

  test('calls onEnd however it ends, and throws what a callback throws', async () => {
    const calls: string[] = [];
    const callbacks: TrainerCallbacks[] = [
      { onEnd: () => void calls.push('end') },
      {
        onStep: async ({ step }) => {
          if (step === 2) throw new Error('enough');
        },
      },
    ];
    await expect(new Trainer({ ...makeRun('SGD'), epochs: 2, callbacks }).fit()).rejects.toThrow(
      'enough',
    );
    expect(calls).toEqual(['end']);
  });

  test.each([
    ['no epochs', { epochs: 0 }, 'epochs is a whole number from 1 up, got 0'],
    ['half an epoch', { epochs: 1.5 }, 'epochs is a whole number from 1 up, got 1.5'],
    ['NaN for patience', { epochs: 1, patience: Number.NaN }, 'patience is a whole number'],
    [
      'a checkpoint after 0 steps',
      { epochs: 1, checkpoint: new InMemory(0) },
      'checkpoint.everySteps is a whole number',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => new Trainer({ ...makeRun('SGD'), ...options })).toThrow(RangeError);
    expect(() => new Trainer({ ...makeRun('SGD'), ...options })).toThrow(message);
  });

  test('refuses patience without an evaluation, and a loss of several elements', async () => {
    const { evaluate: _, ...run } = makeRun('SGD');
    expect(() => new Trainer({ ...run, epochs: 1, patience: 1 })).toThrow(
      'patience needs `evaluate`',
    );
    const loss = (output: Tensor, y: Tensor) => run.loss(output, y).expand([2]);
    await expect(new Trainer({ ...run, loss, epochs: 1 }).fit()).rejects.toThrow();
  });
});

describe('evaluate', () => {
  test('gives means over all examples, and leaves the model as it was', async () => {
    const run = makeRun('SGD');
    await new Trainer({ ...run, epochs: 1 }).fit();
    run.model.children()[1]?.[1].eval();
    const [before, modes] = [weightsOf(run), run.model.namedModules().map(([, m]) => m.training)];
    const found = await evaluate(run.model, run.evaluate, { loss: run.loss, accuracy });
    expect(weightsOf(run)).toEqual(before);
    expect(run.model.namedModules().map(([, m]) => m.training)).toEqual(modes);

    run.model.eval();
    const [x, y] = await run.evaluate.dataset.batch(Int32Array.from({ length: 60 }, (_, i) => i));
    const logits = noGrad(() => run.model.forward(x));
    expect(found['loss']).toBeCloseTo(run.loss(logits, y).item(), 5);
    const [predicted, labels] = [logits.argmax(1).dataSync(), y.dataSync()];
    const right = [...predicted].filter((label, i) => label === labels[i]).length;
    expect(found['accuracy']).toBeCloseTo(right / 60, 6);
  });

  test('refuses no examples', async () => {
    await expect(evaluate(makeRun('SGD').model, [], {})).rejects.toThrow('there are no examples');
  });
});

describe('a Trainer refuses', () => {
  test.each([{ evalute: [] }, { patince: 3 }])(
    'an option that there is not: %o',
    (misspelled: object) => {
      const run = makeRun('SGD');
      const make = () => new Trainer({ ...run, epochs: 1, ...misspelled });
      expect(make).toThrow(TypeError);
      expect(make).toThrow(`Trainer: no option '${Object.keys(misspelled)[0]}'; there are model, `);
    },
  );

  test('to go on from a loss that is no number, and leaves the checkpoint before it', async () => {
    const run = makeRun('SGD');
    const checkpoint = new InMemory(1);
    let steps = 0;
    const loss: typeof run.loss = (logits, y) =>
      run.loss(logits, y).mul(++steps === 10 ? Number.NaN : 1);
    const { evaluate: _, ...others } = run;
    const trainer = new Trainer({ ...others, loss, epochs: 3, checkpoint });
    await expect(trainer.fit()).rejects.toThrow(
      'Trainer: the loss is NaN at step 2 of 8 of epoch 1 (the first is 0)',
    );
    const other = makeRun('SGD');
    await checkpoint.load({ model: other.model, optimizer: other.optimizer });
    expect(other.optimizer.steps).toBe(9);
  });
});
