import { type ArrayView, elementCount, isContiguous } from '../../array-view.ts';
import type { PoolGeometry } from '../../kernels.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import type { FunctionBuilder } from '../assembler/function-builder.ts';
import type { Copy } from '../copy/copy.ts';
import { KernelCache } from '../kernel-cache.ts';
import { type Scratch, scratchRegions } from '../scratch.ts';
import { partCount, shareOut } from '../share-out.ts';
import { type Fold, folds } from './fold.ts';
import { type PoolAxis, poolPlanes, spreadPlanes } from './kernels.ts';

/** What a vector load may read past the last element that counts. */
const slack = 8;

/** Float32 pooling of [n, c, h, w]; threads share the planes. */
export class Pool2d {
  readonly #mode: FeatureMode;
  readonly #scratch: Scratch;
  readonly #copy: Copy;
  readonly #team: Team;
  readonly #kernels: KernelCache;

  constructor(
    memory: WebAssembly.Memory,
    mode: FeatureMode,
    scratch: Scratch,
    { copy, team }: { copy: Copy; team: Team },
  ) {
    this.#mode = mode;
    this.#scratch = scratch;
    this.#copy = copy;
    this.#team = team;
    this.#kernels = new KernelCache(memory, mode);
  }

  /** Any of the poolings; `maxIndex` writes int32. */
  pool(
    name: keyof typeof folds,
    input: ArrayView,
    geometry: PoolGeometry,
    output: ArrayView,
  ): void {
    const fold: Fold = folds[name];
    const columns = axisOf(geometry, 1);
    const generate = () => poolPlanes(this.#mode, fold, { rows: axisOf(geometry, 0), columns });
    const rowElements = input.shape[3]! + 2 * columns.padding + slack;
    const rowBuffers = fold.identity(this.#mode).length;
    this.#run(`${name} ${keyOf(geometry)}`, generate, input, output, { rowElements, rowBuffers });
  }

  avgGrad(gradient: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    const columns = axisOf(geometry, 1);
    const generate = () => spreadPlanes(this.#mode, { rows: axisOf(geometry, 0), columns });
    const windows = gradient.shape[3]! * columns.stride;
    const read = output.shape[3]! + columns.padding;
    const rowElements = columns.kernel + Math.max(windows, read) + slack;
    const buffers = { rowElements, rowBuffers: 1 };
    this.#run(`spread ${keyOf(geometry)}`, generate, gradient, output, buffers);
  }

  #run(
    key: string,
    generate: () => FunctionBuilder,
    input: ArrayView,
    output: ArrayView,
    { rowElements, rowBuffers }: { rowElements: number; rowBuffers: number },
  ): void {
    const [counts, sizes] = [input, output].map(({ shape }) => elementCount(shape));
    const planes = output.shape[0]! * output.shape[1]!;
    if (sizes === 0) return;
    const kernel = this.#kernels.get(key, generate);
    const work = Math.max(counts!, sizes!);
    const rowBytes = Math.ceil(rowElements / 4) * 16;
    const bufferBytes = rowBytes * rowBuffers;
    const isDirect = isContiguous(input);
    const [buffer, copied] = scratchRegions(this.#scratch, [
      partCount(this.#team, planes, work) * bufferBytes,
      isDirect ? 0 : counts! * 4,
    ]);
    if (!isDirect) this.#copy.toContiguous(input, copied!);
    const source = isDirect ? input.offset * 4 : copied!;
    const target = output.offset * 4;
    const [from, to] = [input, output].map(({ shape }) => [shape[2]!, shape[3]!] as const);
    const [sourceBytes, targetBytes] = [from!, to!].map(([rows, columns]) => rows * columns * 4);
    shareOut(this.#team, planes, work, (start, count, part) => {
      const addresses = [source + start * sourceBytes!, target + start * targetBytes!];
      kernel(...addresses, count, ...from!, ...to!, buffer! + part * bufferBytes, rowBytes);
    });
  }
}

function axisOf({ kernel, stride, padding, dilation }: PoolGeometry, axis: 0 | 1): PoolAxis {
  return {
    kernel: kernel[axis],
    stride: stride[axis],
    padding: padding[axis],
    dilation: dilation[axis],
  };
}

function keyOf({ kernel, stride, padding, dilation }: PoolGeometry): string {
  return [kernel, stride, padding, dilation].join(' ');
}
