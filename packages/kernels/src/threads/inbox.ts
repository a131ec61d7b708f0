import type { Arena } from '../memory/arena.ts';
import type { Letter } from '../memory/kernels-at-work.ts';
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
  #letters: Letter[] = [];
  #address = 0;
  #used = 0;
  #copy: Kernel | null = null;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** Says that all copies were made. */
  empty(): void {
    this.#used = 0;
    this.#letters = [];
  }

  /** Makes all copies that somebody still waits for, since nobody else will. */
  deliver(): void {
    for (const { data, address, isAwaited } of this.#letters) {
      if (isAwaited()) writeBytes(this.#arena.memory, data, address);
    }
    this.empty();
  }

  /** Calls for a copy and returns true, or returns false if there is no room. */
  send(letter: Letter): boolean {
    const { data, address } = letter;
    const bytes = data.byteLength;
    if (this.#used + bytes > inboxBytes) return false;
    if (this.#address === 0) {
      this.#address = this.#arena.allocate(inboxBytes);
      // What was free may still be read: it is the inbox's once somebody has waited.
      return false;
    }
    this.#letters.push(letter);
    const at = this.#address + this.#used;
    this.#used += Math.ceil(bytes / 8) * 8;
    writeBytes(this.#arena.memory, data, at);
    this.#copy ??= compile(copyRun(), this.#arena.memory);
    this.#copy(address, at, bytes);
    return true;
  }
}
