import type { Diagnosed } from './diagnose-weights.ts';
import type { NetworkChoice } from './network-choice.ts';

/** To the worker, which answers each with one reply. */
export type Request =
  | { readonly type: 'open'; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'diagnose'; readonly choice: NetworkChoice };

/** From the worker. */
export type Reply =
  /** null: of no network that is known. */
  | { readonly type: 'opened'; readonly guess: NetworkChoice | null; readonly tensors: number }
  | { readonly type: 'diagnosed'; readonly diagnosed: Diagnosed }
  | { readonly type: 'failed'; readonly message: string };
