import type { TypedArray } from '../dtype.ts';
import { writeBytes } from './write-bytes.ts';

/** Data, where it belongs, and whether that is still so. */
export interface Letter {
  readonly data: TypedArray;
  readonly address: number;
  readonly isAwaited: () => boolean;
}

/** Kernels that may still be at work on the arena. */
export interface KernelsAtWork {
  /** Waits for them. */
  catchUp(): void;
  /** Writes data to where they may still be at work, as if they were through. */
  write(letter: Letter): void;
}

export function nobodyAtWork(memory: WebAssembly.Memory): KernelsAtWork {
  return { catchUp: () => {}, write: ({ data, address }) => writeBytes(memory, data, address) };
}
