import { type FeatureMode, unjoined } from '../assembler/feature-mode.ts';
import { compile, type Kernel } from '../assembler/module-builder.ts';
import { joinsRightly } from './joined-loop.ts';
import { type Access, pointwiseLoop } from './loop.ts';
import { decode, endOfTokens, type Program } from './program.ts';

interface Entry {
  /** By token. */
  readonly next: (Entry | undefined)[];
  kernel: Kernel | null;
}

const accessTokens: Readonly<Record<Access, number>> = {
  number: endOfTokens,
  repeated: endOfTokens + 1,
  adjacent: endOfTokens + 2,
  spaced: endOfTokens + 3,
  bools: endOfTokens + 4,
};

/**
 * Compiles each loop when it is first asked for. Found by walking along the program's tokens: a
 * lookup allocates nothing, where a string as the key would have to be put together each time.
 */
export class LoopCache {
  readonly #memory: WebAssembly.Memory;
  readonly #mode: FeatureMode;
  readonly #root: Entry = { next: [], kernel: null };

  constructor(memory: WebAssembly.Memory, mode: FeatureMode) {
    this.#memory = memory;
    this.#mode = mode;
  }

  get(program: Program, accesses: readonly Access[]): Kernel {
    let entry = this.#root;
    for (const token of program) entry = follow(entry, token);
    for (const access of accesses) entry = follow(entry, accessTokens[access]);
    entry.kernel ??= this.#compile(program, accesses);
    return entry.kernel;
  }

  #compile(program: Program, accesses: readonly Access[]): Kernel {
    const loop = decode(program);
    const isJoined = this.#mode === 'wide' && joinsRightly(loop, accesses, this.#memory);
    const mode = isJoined ? this.#mode : unjoined(this.#mode);
    return compile(pointwiseLoop(mode, loop, accesses), this.#memory, mode);
  }
}

function follow(entry: Entry, token: number): Entry {
  let next = entry.next[token];
  if (next === undefined) {
    next = { next: [], kernel: null };
    entry.next[token] = next;
  }
  return next;
}
