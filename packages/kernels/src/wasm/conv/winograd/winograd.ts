import type { ArrayView } from '../../../array-view.ts';
import type { FeatureMode } from '../../assembler/feature-mode.ts';
import type { Copy } from '../../copy/copy.ts';
import type { PlanSpace } from '../../plan/plan-recorder.ts';
import { forEachBlock } from '../blocks.ts';
import { partOf } from '../patch-packer.ts';
import { inputTile, outputTile } from './matrices.ts';
import { PlaneProduct, planeCount } from './plane-product.ts';
import { PlaneRoom, roundUp } from './planes.ts';
import { multiples, TiledImages, tilingOf } from './tiled-images.ts';
import { lanesAtOnce, temporaryBytes } from './transform.ts';
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
  readonly #mode: FeatureMode;
  readonly #space: PlanSpace;
  readonly #copy: Copy;
  readonly #transforms: Transforms;
  readonly #product: PlaneProduct;

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, space: PlanSpace, copy: Copy) {
    this.#mode = mode;
    this.#space = space;
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
    const { panel } = this.#product;
    const atOnce = lanesAtOnce(this.#mode);
    const fitting = Math.floor(planesBudget / (planeCount * 4 * (channels + rows)));
    const tilesAtOnce = roundUp(Math.min(mostTiles, Math.max(fewestTiles, fitting)), panel);
    const from = tilingOf(images, output, padding, inputTile);
    const space = this.#space;
    const sources = new TiledImages(images, from, tilesAtOnce, space, this.#copy);
    const to = tilingOf(output, output, [0, 0], outputTile);
    const results = new TiledImages(output, to, tilesAtOnce, space, this.#copy);
    const { tilesPerImage, together } = sources;
    const most = Math.min(tilesAtOnce, together * tilesPerImage);
    const a = new PlaneRoom(space, 'rows', { lanes: channels, steps: rows, panel });
    const b = new PlaneRoom(space, 'panels', { lanes: most, steps: channels, panel });
    const c = new PlaneRoom(space, 'rows', { lanes: most, steps: rows, panel });
    const kernels = this.#squaresOfWeights(weights);
    const [tiles, resultTiles] = [sources.tiles(), results.tiles()];
    const channelSteps = sources.planes(channels);
    const rowSteps = results.planes(rows);
    const [scratch, edge] = [
      space.region(temporaryBytes(this.#mode)),
      space.region(this.#product.edgeBytes),
    ];

    const factor = a.within(roundUp(channels, atOnce), rows);
    this.#transforms.run('weights', { ...kernels, address: weights.offset * 4 }, factor, scratch);
    sources.frame.clear();
    forEachBlock(count, together, (first, length) => {
      const [source, target] = [sources.frame.place(first, length), results.frame.placeOf(first)];
      forEachBlock(length * tilesPerImage, tilesAtOnce, (tile, size) => {
        const n = roundUp(size, atOnce);
        const [seen, made] = [b.within(n, channels), c.within(n, rows)];
        const lanes = partOf(tiles, tile, size);
        const squares = { address: source, lanes, steps: channelSteps, ...sources.strides };
        this.#transforms.run('input', squares, seen, scratch);
        const sizes = { m: rows, n, k: channels, accumulate: false, edge };
        this.#product.run({ a: factor, b: seen, c: made, ...sizes });
        const resultLanes = partOf(resultTiles, tile, size);
        const outputs = {
          address: target,
          lanes: resultLanes,
          steps: rowSteps,
          ...results.strides,
        };
        this.#transforms.run('output', outputs, made, scratch);
      });
      results.frame.take(first, length);
    });
  }

  /** `output[o, c]` is the sum over n of `images[n, c]` correlated with `gradient[n, o]`. */
  gradWeight(images: ArrayView, gradient: ArrayView, output: ArrayView, padding: Padding): void {
    const [count = 0, channels = 0] = images.shape;
    const rows = gradient.shape[1]!;
    const { panel } = this.#product;
    const atOnce = lanesAtOnce(this.#mode);
    const from = tilingOf(images, gradient, padding, inputTile);
    const space = this.#space;
    const sources = new TiledImages(images, from, tilesOfSum, space, this.#copy);
    const to = tilingOf(gradient, gradient, [0, 0], outputTile);
    const gradients = new TiledImages(gradient, to, tilesOfSum, space, this.#copy);
    const { tilesPerImage, together } = sources;
    const most = Math.min(tilesOfSum, together * tilesPerImage);
    const a = new PlaneRoom(space, 'rows', { lanes: most, steps: rows, panel });
    const b = new PlaneRoom(space, 'panels', { lanes: channels, steps: most, panel });
    const c = new PlaneRoom(space, 'rows', { lanes: channels, steps: rows, panel });
    const [tiles, gradientTiles] = [sources.tiles(), gradients.tiles()];
    const channelLanes = sources.planes(channels);
    const rowSteps = gradients.planes(rows);
    const results = this.#squaresOfWeights(output);
    const [scratch, edge] = [
      space.region(temporaryBytes(this.#mode)),
      space.region(this.#product.edgeBytes),
    ];

    const n = roundUp(channels, atOnce);
    const made = c.within(n, rows);
    sources.frame.clear();
    gradients.frame.clear();
    forEachBlock(count, together, (first, length) => {
      const [source, slope] = [
        sources.frame.place(first, length),
        gradients.frame.place(first, length),
      ];
      forEachBlock(length * tilesPerImage, tilesOfSum, (tile, size) => {
        const [left, right] = [a.within(roundUp(most, atOnce), rows), b.within(n, size)];
        const lanes = partOf(gradientTiles, tile, size);
        const slopes = { address: slope, lanes, steps: rowSteps, ...gradients.strides };
        this.#transforms.run('gradient', slopes, left, scratch);
        const steps = partOf(tiles, tile, size);
        const squares = { address: source, lanes: channelLanes, steps, ...sources.strides };
        this.#transforms.run('input', squares, right, scratch);
        const sizes = { m: rows, n, k: size, accumulate: first + tile > 0, edge };
        this.#product.run({ a: left, b: right, c: made, ...sizes });
      });
    });
    const squares = { ...results, address: output.offset * 4 };
    this.#transforms.run('weightsGradient', squares, made, scratch);
  }

  /** 3x3 weights [o, c]: a lane a channel, a step a row. */
  #squaresOfWeights(weights: ArrayView) {
    const [rows = 0, channels = 0] = weights.shape;
    const [row = 0, channel = 0, y = 0, x = 0] = weights.strides;
    return {
      lanes: this.#space.table(multiples(channels, channel)),
      steps: this.#space.table(multiples(rows, row)),
      rowStride: y * 4,
      columnStride: x * 4,
    };
  }
}
