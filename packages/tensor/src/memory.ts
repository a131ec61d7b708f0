import type { EngineMemory } from '@plumbline/kernels';
import { engine } from './current-engine.ts';
import type { Tensor } from './tensor.ts';

/** What is alive in the engine's memory: buffers, bytes, and which op made them. */
export function memory(): EngineMemory {
  return engine().memory();
}

/** Holds a tensor that a scope or `backward` would release. Returns it. */
export function keep<Kept extends Tensor>(tensor: Kept): Kept {
  tensor.checkReadable();
  tensor.kept = true;
  return tensor;
}

/**
 * Tells the engine that a training step is over (`backward` does). What no step has used for a
 * while then moves to the JavaScript heap: it stays readable, and the garbage collector has it.
 */
export function endStep(): void {
  engine().endStep();
}
