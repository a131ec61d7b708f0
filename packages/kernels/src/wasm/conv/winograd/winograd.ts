import type { ArrayView } from '../../../array-view.ts';
import type { FeatureMode } from '../../assembler/feature-mode.ts';
import type { Copy } from '../../copy/copy.ts';
import { type Scratch, scratchRegions } from '../../scratch.ts';
import { forEachBlock } from '../blocks.ts';
import { imageOf } from '../frame.ts';
import { partOf, type Table, tableBytes, writeTable } from '../patch-packer.ts';
import { inputTile, outputTile } from './matrices.ts';
import { PlaneProduct, planeCount } from './plane-product.ts';
import { TiledImages, type TilingAxis } from './tiled-images.ts';
import { temporaryBytes } from './transform.ts';
import { Transforms } from './transforms.ts';

/** What the planes of a block may take, so that they stay in a second-level cache. */
const planesBudget = 1024 * 1024;
const [fewestTiles, mostTiles] = [32, 256];
/** Tiles that a sum goes over at once. It decides the order of the sum: derive it from nothing. */
const tilesOfSum = 64;

type Padding = readonly [rows: number, columns: number];

/**
 * 3x3 convolutions of stride 1, and their gradients, with a quarter of the multiplications: tiles of
 * the images and the weights are transformed into 36 planes, each plane is one matrix product, and
 * its result is transformed back. It is rounded otherwise than a direct convolution;
 * bench/winograd.ts measures by how much.
 */
export class Winograd {
  readonly #memory: WebAssembly.Memory;
  readonly #scratch: Scratch;
  readonly #copy: Copy;
  readonly #transforms: Transforms;
  readonly #product: PlaneProduct;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, scratch: Scratch, copy: Copy) {
    this.#memory = memory;
    this.#scratch = scratch;
    this.#copy = copy;
    this.#transforms = new Transforms(memory, mode);
    this.#product = new PlaneProduct(memory, mode);
  }

  /**
   * `output[n, o]` is the sum over c of `images[n, c]` correlated with `weights[o, c]`; views of any
   * strides (a gradient of the input reads the weights backwards).
   */
  correlate(images: ArrayView, weights: ArrayView, output: ArrayView, padding: Padding): void {
    const [count = 0, channels = 0] = images.shape;
    const rows = output.shape[1]!;
    const tiled = new TiledImages(images, tilingOf(images, output, padding, inputTile), this.#copy);
    const results = new TiledImages(
      output,
      tilingOf(output, output, [0, 0], outputTile),
      this.#copy,
    );
    const { tilesPerImage } = tiled;
    const fitting = Math.floor(planesBudget / (planeCount * 4 * (channels + rows)));
    const tilesAtOnce = roundUp(Math.min(mostTiles, Math.max(fewestTiles, fitting)), 8);
    const together = Math.min(count, Math.max(1, Math.floor(tilesAtOnce / tilesPerImage)));
    const most = roundUp(Math.min(tilesAtOnce, together * tilesPerImage), 8);
    const aRow = roundUp(channels, 4);
    const [aPlane = 0, bPlane = 0, cPlane = 0] = [
      rows * aRow * 4,
      channels * most * 4,
      rows * most * 4,
    ].map(planeBytes);
    const tables = [
      together * tilesPerImage,
      together * tilesPerImage,
      channels,
      rows,
      channels,
      rows,
    ];
    const [frames = 0, resultFrames = 0, a = 0, b = 0, c = 0, temporary = 0, edge = 0, ...places] =
      scratchRegions(this.#scratch, [
        ...[tiled.bytes(together), results.bytes(together)],
        ...[aPlane, bPlane, cPlane].map((bytes) => bytes * planeCount),
        ...[temporaryBytes, this.#product.edgeBytes],
        ...tables.map(tableBytes),
      ]);
    const [row = 0, channel = 0, y = 0, x = 0] = weights.strides;
    const [tiles, resultTiles, channelSteps, rowSteps, weightLanes, weightSteps] = [
      this.#table(places[0], tables[0], (tile) => tiled.tileOffset(tile)),
      this.#table(places[1], tables[1], (tile) => results.tileOffset(tile)),
      this.#table(places[2], tables[2], (channel) => channel * tiled.plane),
      this.#table(places[3], tables[3], (row) => row * results.plane),
      this.#table(places[4], tables[4], (index) => index * channel),
      this.#table(places[5], tables[5], (index) => index * row),
    ];
    this.#transforms.run('weights', {
      ...{ planes: a, planeStride: aPlane, panelStride: 32, stepStride: aRow * 4 },
      ...{ squares: weights.offset * 4, lanes: weightLanes, steps: weightSteps },
      ...{ rowStride: y * 4, columnStride: x * 4, temporary },
    });
    tiled.clear(this.#memory, frames, together);
    forEachBlock(count, together, (first, length) => {
      const source = tiled.place(first, length, frames);
      const isDirect = results.bytes(1) === 0;
      const target = isDirect ? imageOf(output, first).offset * 4 : resultFrames;
      forEachBlock(length * tilesPerImage, tilesAtOnce, (tile, size) => {
        const n = roundUp(size, 4);
        this.#transforms.run('input', {
          ...{ planes: b, planeStride: bPlane, panelStride: channels * 32, stepStride: 32 },
          ...{ squares: source, lanes: partOf(tiles, tile, size), steps: channelSteps },
          ...{ rowStride: tiled.rowElements * 4, columnStride: 4, temporary },
        });
        this.#product.run({
          ...{ m: rows, n, k: channels, a, aRow, aPlane, b, bPlane, c, cRow: n, cPlane },
          ...{ accumulate: false, edge },
        });
        this.#transforms.run('output', {
          ...{ planes: c, planeStride: cPlane, panelStride: 32, stepStride: n * 4 },
          ...{ squares: target, lanes: partOf(resultTiles, tile, size), steps: rowSteps },
          ...{ rowStride: results.rowElements * 4, columnStride: 4, temporary },
        });
      });
      if (!isDirect) results.take(first, length, resultFrames);
    });
  }

  /** `output[o, c]` is the sum over n of `images[n, c]` correlated with `gradient[n, o]`. */
  gradWeight(images: ArrayView, gradient: ArrayView, output: ArrayView, padding: Padding): void {
    const [count = 0, channels = 0] = images.shape;
    const rows = gradient.shape[1]!;
    const tiled = new TiledImages(
      images,
      tilingOf(images, gradient, padding, inputTile),
      this.#copy,
    );
    const factors = new TiledImages(
      gradient,
      tilingOf(gradient, gradient, [0, 0], outputTile),
      this.#copy,
    );
    const { tilesPerImage } = tiled;
    const together = Math.min(count, Math.max(1, Math.floor(tilesOfSum / tilesPerImage)));
    const aRow = roundUp(Math.min(tilesOfSum, together * tilesPerImage), 4);
    const cRow = roundUp(channels, 4);
    const [aPlane = 0, bPlane = 0, cPlane = 0] = [
      rows * aRow * 4,
      roundUp(channels, 8) * aRow * 4,
      rows * cRow * 4,
    ].map(planeBytes);
    const tables = [
      together * tilesPerImage,
      together * tilesPerImage,
      channels,
      rows,
      channels,
      rows,
    ];
    const [frames = 0, factorFrames = 0, a = 0, b = 0, c = 0, temporary = 0, edge = 0, ...places] =
      scratchRegions(this.#scratch, [
        ...[tiled.bytes(together), factors.bytes(together)],
        ...[aPlane, bPlane, cPlane].map((bytes) => bytes * planeCount),
        ...[temporaryBytes, this.#product.edgeBytes],
        ...tables.map(tableBytes),
      ]);
    const [tiles, factorTiles, channelLanes, rowSteps, outputLanes, outputSteps] = [
      this.#table(places[0], tables[0], (tile) => tiled.tileOffset(tile)),
      this.#table(places[1], tables[1], (tile) => factors.tileOffset(tile)),
      this.#table(places[2], tables[2], (channel) => channel * tiled.plane),
      this.#table(places[3], tables[3], (row) => row * factors.plane),
      this.#table(places[4], tables[4], (channel) => channel * 9),
      this.#table(places[5], tables[5], (row) => row * channels * 9),
    ];
    tiled.clear(this.#memory, frames, together);
    factors.clear(this.#memory, factorFrames, together);
    forEachBlock(count, together, (first, length) => {
      const source = tiled.place(first, length, frames);
      const factor = factors.place(first, length, factorFrames);
      forEachBlock(length * tilesPerImage, tilesOfSum, (tile, size) => {
        this.#transforms.run('gradient', {
          ...{ planes: a, planeStride: aPlane, panelStride: 32, stepStride: aRow * 4 },
          ...{ squares: factor, lanes: partOf(factorTiles, tile, size), steps: rowSteps },
          ...{ rowStride: factors.rowElements * 4, columnStride: 4, temporary },
        });
        this.#transforms.run('input', {
          ...{ planes: b, planeStride: bPlane, panelStride: size * 32, stepStride: 32 },
          ...{ squares: source, lanes: channelLanes, steps: partOf(tiles, tile, size) },
          ...{ rowStride: tiled.rowElements * 4, columnStride: 4, temporary },
        });
        this.#product.run({
          ...{ m: rows, n: cRow, k: size, a, aRow, aPlane, b, bPlane, c, cRow, cPlane },
          ...{ accumulate: first + tile > 0, edge },
        });
      });
    });
    this.#transforms.run('weightsGradient', {
      ...{ planes: c, planeStride: cPlane, panelStride: 32, stepStride: cRow * 4 },
      ...{ squares: output.offset * 4, lanes: outputLanes, steps: outputSteps },
      ...{ rowStride: 12, columnStride: 4, temporary },
    });
  }

  #table(address = 0, length = 0, offset: (index: number) => number): Table {
    return writeTable(
      this.#memory,
      address,
      Array.from({ length }, (_, index) => offset(index)),
    );
  }
}

function tilingOf(
  images: ArrayView,
  output: ArrayView,
  padding: Padding,
  reach: number,
): readonly [TilingAxis, TilingAxis] {
  const along = (axis: 0 | 1): TilingAxis => ({
    size: images.shape[2 + axis]!,
    outputs: output.shape[2 + axis]!,
    padding: padding[axis],
    reach,
  });
  return [along(0), along(1)];
}

/**
 * What is written to 36 planes at once must not meet in the same few sets of the cache: the planes
 * are an odd number of cache lines apart. (Measured: the transform of
 * the input takes 0.34 ms instead of 0.94 for 16 channels of 32x32, batch 32.)
 */
function planeBytes(bytes: number): number {
  const lines = Math.ceil(bytes / 64);
  return (lines + 1 - (lines % 2)) * 64;
}

function roundUp(count: number, unit: number): number {
  return Math.ceil(count / unit) * unit;
}
