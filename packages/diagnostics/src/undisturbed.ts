import type { Module } from '@plumbline/layers';
import { getRngState, keep, scope, setRngState } from '@plumbline/tensor';

/** How many measurements are under way, one inside the other. */
let depth = 0;

/** A watch that is older than the measurement under way takes none of its passes for training. */
export function measurementDepth(): number {
  return depth;
}

/**
 * Runs `body`, which runs `model`, and puts back what that moves: gradients of parameters, buffers
 * (running estimates), training mode, and the random generator. What is made inside is released,
 * except what it returns or keeps.
 */
export function undisturbed<Result>(model: Module, body: () => Result): Result {
  const random = getRngState();
  const gradients = model.parameters().map((parameter) => ({ parameter, grad: parameter.grad }));
  // Setting `grad` releases what was there; aliases stay.
  const saved = gradients.map(({ grad }) => (grad === null ? null : keep(grad.alias())));
  const buffers = model
    .namedBuffers()
    .map(([name, buffer]) => ({ name, buffer, saved: keep(buffer.alias()) }));
  const modes = model.namedModules().map(([, module]) => ({ module, training: module.training }));
  depth++;
  try {
    model.zeroGrad();
    return scope(body);
  } finally {
    depth--;
    for (const [i, { parameter }] of gradients.entries()) parameter.grad = saved[i] ?? null;
    const now = Object.fromEntries(model.namedBuffers());
    const moved = buffers.filter(({ name, buffer }) => now[name] !== buffer);
    const before = Object.fromEntries(moved.map(({ name, saved }) => [name, saved]));
    model.loadStateDict(before, { strict: false });
    for (const { name } of moved) now[name]?.release('the end of a measurement');
    for (const { saved } of buffers) saved.release('the end of a measurement');
    for (const { module, training } of modes) module.training = training;
    setRngState(random);
  }
}
