import { writeSafetensors } from '@plumbline/safetensors/node';
import { Trainer } from '../src/index.ts';
import { checkpointFile } from '../src/node.ts';
import { makeRun } from './run.ts';
import { tellParent } from './tell-parent.ts';

/** As train-by-hand.ts, by a Trainer, with evaluations. */
const [optimizerName = '', epochs = '', checkpoint = '', result = ''] = process.argv.slice(2);
const run = makeRun(optimizerName === 'SGD' ? 'SGD' : 'AdamW');
const trainer = new Trainer({
  ...run,
  epochs: Number(epochs),
  checkpoint: checkpointFile(checkpoint, { everySteps: 2 }),
  callbacks: [{ onStep: () => tellParent(run.optimizer.steps) }],
});
await trainer.fit();
await writeSafetensors(result, run.model.stateDict());
process.disconnect?.();
