import type { TypedArray } from '../dtype.ts';
import type { Arena } from '../memory/arena.ts';
import { writeBytes } from '../memory/write-bytes.ts';
import type { Kernel } from '../wasm/assembler/kernel-redirect.ts';
import { compile } from '../wasm/assembler/module-builder.ts';
import { copyRun } from '../wasm/copy/kernels.ts';

/** For the labels of a batch, and a small batch: what is larger takes longer than a wait. */
const inboxBytes = 64 * 1024;

/**
 * Where small data waits for the kernels that are behind, if its own place is one that they may still
 * read: a copy, in its turn among them, takes it there.
 */
export class Inbox {
  readonly #arena: Arena;
  #address = 0;
  #used = 0;
  #copy: Kernel | null = null;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** Says that all copies were made. */
  empty(): void {
    this.#used = 0;
  }

  /** Calls for a copy to `address` and returns true, or returns false if there is no room. */
  send(data: TypedArray, address: number): boolean {
    const bytes = data.byteLength;
    if (this.#used + bytes > inboxBytes) return false;
    if (this.#address === 0) this.#address = this.#arena.allocate(inboxBytes);
    const at = this.#address + this.#used;
    this.#used += Math.ceil(bytes / 8) * 8;
    writeBytes(this.#arena.memory, data, at);
    this.#copy ??= compile(copyRun(), this.#arena.memory);
    this.#copy(address, at, bytes);
    return true;
  }
}
