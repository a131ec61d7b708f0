import { type ArrayView, elementCount } from '../../array-view.ts';
import type { ReduceOp } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { Kernel } from '../assembler/module-builder.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import type { LoopCall } from '../pointwise/loop-call.ts';
import { aligned, type Scratch, scratchRegions } from '../scratch.ts';
import { rangeOf } from '../split.ts';
import { combinations, reduceColumns, reduceRows } from './kernels.ts';
import { computed, type Source, stored, viewed } from './source.ts';
import { type Stage, stagesOf } from './stages.ts';
import { type Tiling, tile } from './tiles.ts';

type Op = Exclude<ReduceOp, 'prod'>;

/** Elements below which waking another thread costs more than it saves. */
const leastPart = 16_384;
/** Elements of a wide tile beyond which it doesn't stay in the cache, and brings nothing. */
const largestComputedTile = 65_536;

/** Float32 reductions. The order of a sum depends on the shape alone. */
export class Reduce {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #copy: Copy;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    scratch: Scratch,
    parts: { readonly copy: Copy; readonly team: Team },
  ) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#copy = parts.copy;
    this.#team = parts.team;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Reduces and returns true, or returns false if it has no kernel for this. */
  run(op: ReduceOp, input: ArrayView, axes: readonly number[], output: ArrayView): boolean {
    if (op === 'prod' || input.dtype !== 'float32' || output.dtype !== 'float32') return false;
    const count = elementCount(input.shape);
    if (count === 0) return false;
    const stages = stagesOf(input.shape, axes);
    this.#reduce(op, stages, viewed(input, this.#copy), output.offset * 4);
    return true;
  }

  /**
   * The same for the elements of an expression, which are never all stored. Returns false if parts
   * of them would take too much space, too.
   */
  runComputed(
    op: ReduceOp,
    loop: LoopCall,
    shape: readonly number[],
    axes: readonly number[],
    output: ArrayView,
  ): boolean {
    if (op === 'prod' || output.dtype !== 'float32') return false;
    const stages = stagesOf(shape, axes);
    if (tile(stages[0]!).largest > largestComputedTile) return false;
    this.#reduce(op, stages, computed(loop), output.offset * 4);
    return true;
  }

  #reduce(op: Op, stages: readonly Stage[], input: Source, output: number): void {
    const [first] = stages;
    if (stages.length === 1 && !input.needsTiles && input.bytes === 0 && tile(first!).tiles === 1) {
      this.#call(op, input.place(0, 0, 0), output, first!);
      return;
    }
    const tilings = stages.map(tile);
    const spaces = this.#spaces(stages, tilings, input);
    input.open(spaces.input);
    let source = input;
    for (const [i, stage] of stages.entries()) {
      const target = i === stages.length - 1 ? output : spaces.results[i]!;
      const partial = spaces.partials[i]!;
      this.#stage(op, stage, tilings[i]!, source, target, { ...spaces, partial });
      source = stored(target);
    }
  }

  /** All scratch space at once: every request ends the one before. */
  #spaces(stages: readonly Stage[], tilings: readonly Tiling[], input: Source) {
    const tileBytes = input.needsTiles ? aligned(tilings[0]!.largest * 4) : 0;
    if (stages.length === 1 && tilings[0]!.pieces === 1 && input.bytes === 0) {
      const tiles = tileBytes === 0 ? 0 : this.#scratch(tileBytes * this.#team.size);
      return { input: 0, tiles, tileBytes, results: [], partials: [0] };
    }
    const results = stages.slice(0, -1).map(({ outer, inner }) => outer * inner * 4);
    const partials = stages.map(({ outer, inner }, i) => {
      const { pieces } = tilings[i]!;
      return pieces > 1 ? outer * pieces * inner * 4 : 0;
    });
    const sizes = [input.bytes, tileBytes * this.#team.size, ...results, ...partials];
    const isNeeded = sizes.some((bytes) => bytes > 0);
    const [first, tiles, ...rest] = isNeeded ? scratchRegions(this.#scratch, sizes) : sizes;
    return {
      input: first!,
      tiles: tiles!,
      tileBytes,
      results: rest.slice(0, results.length),
      partials: rest.slice(results.length),
    };
  }

  #stage(
    op: Op,
    { outer, reduced, inner }: Stage,
    { pieces, pieceLength, rowsPerTile, tiles }: Tiling,
    source: Source,
    target: number,
    spaces: { readonly tiles: number; readonly tileBytes: number; readonly partial: number },
  ): void {
    const results = pieces > 1 ? spaces.partial : target;
    const count = outer * reduced * inner;
    const parts = Math.max(1, Math.min(this.#team.size, tiles, Math.floor(count / leastPart)));
    this.#team.run(parts, (part) => {
      const space = spaces.tiles + part * spaces.tileBytes;
      const { start, length } = rangeOf(tiles, parts, part);
      for (let tile = start; tile < start + length; tile++) {
        const [row, piece] = [Math.floor(tile / pieces) * rowsPerTile, tile % pieces];
        const rows = Math.min(rowsPerTile, outer - row);
        const taken = Math.min(pieceLength, reduced - piece * pieceLength);
        const first = (row * reduced + piece * pieceLength) * inner;
        const address = source.place(first, first + rows * taken * inner, space);
        const to = results + (pieces > 1 ? tile : row) * inner * 4;
        this.#call(op, address, to, { outer: rows, reduced: taken, inner });
      }
    });
    if (pieces > 1) this.#call(op, results, target, { outer, reduced: pieces, inner });
  }

  #call(op: Op, source: number, target: number, { outer, reduced, inner }: Stage): void {
    if (inner === 1) this.#kernel(op, 'rows')(source, target, outer, reduced);
    else this.#kernel(op, 'columns')(source, target, outer, reduced, inner);
  }

  #kernel(op: Op, along: 'rows' | 'columns'): Kernel {
    const generate = along === 'rows' ? reduceRows : reduceColumns;
    return this.#kernels.get(`${op} ${along}`, () => generate(this.#mode, combinations[op]));
  }
}
