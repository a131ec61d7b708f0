import type { Module } from '@plumbline/layers';
import { getRngState, keep, scope, setRngState } from '@plumbline/tensor';

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
    .map(([name, buffer]) => [name, keep(buffer.alias())] as const);
  const modes = model.namedModules().map(([, module]) => ({ module, training: module.training }));
  try {
    model.zeroGrad();
    return scope(body);
  } finally {
    for (const [i, { parameter }] of gradients.entries()) parameter.grad = saved[i] ?? null;
    model.loadStateDict(Object.fromEntries(buffers), { strict: false });
    for (const [, buffer] of buffers) buffer.release('the end of a measurement');
    for (const { module, training } of modes) module.training = training;
    setRngState(random);
  }
}
