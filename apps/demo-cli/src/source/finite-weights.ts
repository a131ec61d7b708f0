import type { Module } from '@plumbline/layers';
import { UserError } from '../errors.ts';

/** UserError where a number of the model is NaN or infinite: then so is whatever it computes. */
export async function requireFiniteWeights(model: Module, diagnosed: string): Promise<void> {
  for (const [name, tensor] of Object.entries(model.stateDict())) {
    const bad = (await tensor.data()).find((value) => !Number.isFinite(Number(value)));
    if (bad === undefined) continue;
    throw new UserError(
      `${name} has values that are not finite (${bad}), and so has whatever is computed with them; ` +
        `\`plumbline diagnose ${diagnosed}\` says more`,
    );
  }
}
