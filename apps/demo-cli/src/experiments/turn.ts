import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { Interruption } from '../errors.ts';

/** Lets a Ctrl-C arrive. Throws Interruption where one did. */
export async function turn(signal: AbortSignal): Promise<void> {
  await eventLoopTurn();
  if (signal.aborted) throw new Interruption();
}
