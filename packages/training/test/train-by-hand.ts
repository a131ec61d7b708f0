import { existsSync } from 'node:fs';
import { backward } from '@plumbline/autograd';
import { writeSafetensors } from '@plumbline/safetensors/node';
import { loadCheckpoint, saveCheckpoint } from '../src/node.ts';
import { makeRun } from './run.ts';
import { tellParent } from './tell-parent.ts';

/**
 * A run that can be killed: it saves itself after every second step, tells its parent of every step,
 * and leaves the weights in a file at its end.
 */
const [optimizerName = '', epochs = '', checkpoint = '', result = ''] = process.argv.slice(2);
const run = makeRun(optimizerName === 'SGD' ? 'SGD' : 'AdamW');
const { model, optimizer, average, loss, train } = run;
const parts = { model, optimizer, average, loader: train };

if (existsSync(checkpoint)) await loadCheckpoint(checkpoint, parts);
while (train.epoch < Number(epochs)) {
  for (const [x, y] of train) {
    const value = loss(model.forward(x), y);
    optimizer.zeroGrad();
    backward(value);
    optimizer.step();
    average.update();
    if (optimizer.steps % 2 === 0) await saveCheckpoint(checkpoint, parts);
    await tellParent(optimizer.steps);
  }
}
await writeSafetensors(result, model.stateDict());
process.disconnect?.();
