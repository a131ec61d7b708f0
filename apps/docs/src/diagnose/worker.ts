import { fetchDigits } from '../story/fetch-digits.ts';
import { diagnoseWeights, guessOf, readWeights, type Weights } from './diagnose-weights.ts';
import type { Reply, Request } from './messages.ts';

/** Reads weights and diagnoses networks, off the page's thread. */

let weights: Weights = {};

self.addEventListener('message', async ({ data }: MessageEvent<Request>) => {
  try {
    send(await answer(data));
  } catch (error) {
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});

async function answer(request: Request): Promise<Reply> {
  if (request.type === 'open') {
    weights = readWeights(request.name, request.bytes);
    return { type: 'opened', guess: guessOf(weights), tensors: Object.keys(weights).length };
  }
  const diagnosed = await diagnoseWeights(weights, request.choice, fetchDigits);
  return { type: 'diagnosed', diagnosed };
}

function send(reply: Reply): void {
  self.postMessage(reply);
}
