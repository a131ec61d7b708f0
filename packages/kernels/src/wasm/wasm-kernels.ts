import { type ArrayView, elementCount } from '../array-view.ts';
import type {
  ExpressionCosts,
  FusingKernels,
  LocatedExpression,
} from '../fusion/fusing-kernels.ts';
import type {
  ArgReduceOp,
  ConvGeometry,
  Distribution,
  InnerProducts as InnerProductsForm,
  PoolGeometry,
  RandomKey,
  ReduceOp,
  SoftmaxOp,
  SortOrder,
} from '../kernels.ts';
import type { PointwiseOp } from '../pointwise.ts';
import { ReferenceKernels } from '../reference/reference-kernels.ts';
import { solo, type Team } from '../threads/team.ts';
import { ArgReduce } from './arg-reduce/arg-reduce.ts';
import { type FeatureMode, unjoined } from './assembler/feature-mode.ts';
import { ByWork } from './by-work.ts';
import { Channels } from './channels/channels.ts';
import { chooseAlgorithm } from './conv/choose-algorithm.ts';
import { Conv2d } from './conv/conv2d.ts';
import { PlannedConv } from './conv/planned-conv.ts';
import { Cast } from './copy/cast.ts';
import { Copy } from './copy/copy.ts';
import { CrossEntropy } from './cross-entropy/cross-entropy.ts';
import { Gather } from './gather/gather.ts';
import { InnerProducts } from './inner-products/inner-products.ts';
import { LayerNorm } from './layer-norm/layer-norm.ts';
import { Matmul } from './matmul/matmul.ts';
import { splitMatmul } from './matmul/split-matmul.ts';
import { PlanRecorder } from './plan/plan-recorder.ts';
import { LoopCosts } from './pointwise/loop-costs.ts';
import { Pointwise } from './pointwise/pointwise.ts';
import { Pool2d } from './pool/pool2d.ts';
import { Random } from './random/random.ts';
import { Reduce } from './reduce/reduce.ts';
import type { Scratch } from './scratch.ts';
import { Softmax } from './softmax/softmax.ts';
import { ZeroSlices } from './zero-slices/zero-slices.ts';

export interface WasmKernelsOptions {
  /** What all views that are passed to the kernels lie in; it goes on for 64 bytes behind them. */
  readonly memory: WebAssembly.Memory;
  readonly mode: FeatureMode;
  readonly scratch: Scratch;
  /** The same for results on the way, which stay while parts of the work use `scratch`. */
  readonly room: Scratch;
  /** Who shares the work. Default: this thread alone. */
  readonly team?: Team;
  /**
   * Winograd's algorithm for 3x3 convolutions: a quarter of the multiplications, other rounding.
   * Default true.
   */
  readonly winograd?: boolean;
  /** Whether pairs of vectors are joined for little work, too, as in tests. Default false. */
  readonly joinsAll?: boolean;
}

/** Elements, or multiply-adds, from which on pairs of vectors are joined: some microseconds of work. */
const leastJoined = { elements: 4096, multiplyAdds: 65_536 };

/**
 * Float32 kernels in WebAssembly, generated for this machine's features when they are first used.
 * What they don't cover (other dtypes, rare ops) the reference kernels do on the same memory.
 */
export class WasmKernels implements FusingKernels {
  readonly expressionCosts: ExpressionCosts;
  protected readonly team: Team;
  readonly #specification = new ReferenceKernels();
  readonly #pointwise: ByWork<Pointwise>;
  readonly #matmul: ByWork<Matmul>;
  readonly #copy: Copy;
  readonly #convolutions: PlannedConv;
  readonly #channels: Channels;
  readonly #innerProducts: InnerProducts;
  readonly #reduce: Reduce;
  readonly #layerNorm: LayerNorm;
  readonly #softmax: Softmax;
  readonly #cast: Cast;
  readonly #gather: Gather;
  readonly #argReduce: ArgReduce;
  readonly #random: Random;
  readonly #pool2d: Pool2d;
  readonly #crossEntropy: CrossEntropy;
  readonly #zeroSlices: ZeroSlices;

  constructor(options: WasmKernelsOptions) {
    const { memory, mode, scratch, room, team = solo, winograd = true, joinsAll = false } = options;
    this.team = team;
    const single = unjoined(mode);
    const byWork = <T>(measure: keyof typeof leastJoined, make: (mode: FeatureMode) => T) =>
      new ByWork(mode, joinsAll ? 0 : leastJoined[measure], make);
    this.expressionCosts = new LoopCosts(single);
    this.#pointwise = byWork('elements', (mode) => new Pointwise(memory, mode, team));
    const recorder = new PlanRecorder(memory, scratch);
    const matmul = byWork('multiplyAdds', (mode) => new Matmul(memory, mode, recorder.scratch));
    this.#matmul = matmul;
    this.#copy = new Copy(memory, single);
    this.#channels = new Channels(memory, single, team);
    this.#innerProducts = new InnerProducts(memory, single, scratch, {
      copy: this.#copy,
      team,
      room,
    });
    this.#reduce = new Reduce(memory, single, scratch, { copy: this.#copy, team });
    this.#convolutions = new PlannedConv({
      conv2d: byWork('multiplyAdds', (mode) => {
        const parts = { copy: this.#copy, matmul: matmul.in(mode) };
        return new Conv2d(memory, mode, recorder, parts);
      }),
      reduce: this.#reduce,
      ...{ recorder, team, room },
      algorithmFor: (weight, geometry) =>
        winograd ? chooseAlgorithm(mode, weight, geometry) : 'direct',
    });
    const sums = { copy: this.#copy, reduce: this.#reduce, team };
    this.#layerNorm = new LayerNorm(memory, single, { scratch, room }, sums);
    this.#softmax = new Softmax(memory, single, scratch, { copy: this.#copy, team });
    this.#cast = new Cast(memory, single);
    this.#gather = new Gather(memory, single, team);
    this.#argReduce = new ArgReduce(memory, single, scratch, { copy: this.#copy, team });
    this.#random = new Random(memory, single, team);
    const lookups = { copy: this.#copy, gather: this.#gather, team };
    this.#crossEntropy = new CrossEntropy(memory, single, scratch, lookups);
    this.#zeroSlices = new ZeroSlices(memory, single);
    this.#pool2d = new Pool2d(memory, single, scratch, { copy: this.#copy, team });
  }

  /** They read and write the memory themselves. */
  get #reference(): ReferenceKernels {
    this.team.catchUp();
    return this.#specification;
  }

  fill(value: number, output: ArrayView): void {
    const pointwise = this.#pointwise.for(elementCount(output.shape));
    if (!pointwise.fill(value, output)) this.#reference.fill(value, output);
  }

  pointwise(op: PointwiseOp, inputs: readonly (ArrayView | number)[], output: ArrayView): void {
    const pointwise = this.#pointwise.for(elementCount(output.shape));
    if (!pointwise.run(op, inputs, output)) this.#reference.pointwise(op, inputs, output);
  }

  evaluate({ program, inputs }: LocatedExpression, outputs: readonly ArrayView[]): void {
    const pointwise = this.#pointwise.for(elementCount(outputs[0]!.shape));
    if (!pointwise.evaluate(program, inputs, outputs)) {
      throw new TypeError('a bool that is part of an expression is not contiguous');
    }
  }

  reduceExpression(
    op: ReduceOp,
    { program, inputs, shape: own }: LocatedExpression,
    shape: readonly number[],
    axes: readonly number[],
    output: ArrayView,
  ): boolean {
    const loop = this.#pointwise.for(elementCount(own)).prepare(program, inputs, own);
    return loop !== null && this.#reduce.runComputed(op, loop, shape, axes, output);
  }

  reduce(op: ReduceOp, input: ArrayView, axes: readonly number[], output: ArrayView): void {
    if (!this.#reduce.run(op, input, axes, output)) this.#reference.reduce(op, input, axes, output);
  }

  matmul(a: ArrayView, b: ArrayView, output: ArrayView): void {
    if (output.dtype !== 'float32') this.#reference.matmul(a, b, output);
    else if (a.shape.at(-1) === 0) this.fill(0, output);
    else splitMatmul(this.team, a, b, output, this.#matmul);
  }

  conv2d(input: ArrayView, weight: ArrayView, geometry: ConvGeometry, output: ArrayView): void {
    if (output.dtype !== 'float32') this.#reference.conv2d(input, weight, geometry, output);
    else this.#convolutions.run('forward', [input, weight, output], geometry);
  }

  conv2dGradInput(
    gradient: ArrayView,
    weight: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    if (output.dtype !== 'float32')
      this.#reference.conv2dGradInput(gradient, weight, geometry, output);
    else this.#convolutions.run('gradInput', [gradient, weight, output], geometry);
  }

  conv2dGradWeight(
    input: ArrayView,
    gradient: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    if (output.dtype !== 'float32')
      this.#reference.conv2dGradWeight(input, gradient, geometry, output);
    else this.#convolutions.run('gradWeight', [input, gradient, output], geometry);
  }

  channelMoments(input: ArrayView, output: ArrayView): void {
    if (!this.#channels.moments(input, output)) this.#reference.channelMoments(input, output);
  }

  channelSums(gradient: ArrayView, input: ArrayView, moments: ArrayView, output: ArrayView): void {
    const isDone = this.#channels.sums(gradient, input, moments, output);
    if (!isDone) this.#reference.channelSums(gradient, input, moments, output);
  }

  innerProducts(form: InnerProductsForm, inputs: readonly ArrayView[], output: ArrayView): void {
    const isDone = this.#innerProducts.run(form, inputs, output);
    if (!isDone) this.#reference.innerProducts(form, inputs, output);
  }

  zeroSlices(input: ArrayView, axis: number, output: ArrayView): void {
    if (!this.#zeroSlices.run(input, axis, output)) {
      this.#reference.zeroSlices(input, axis, output);
    }
  }

  layerNorm(
    input: ArrayView,
    weight: ArrayView,
    bias: ArrayView,
    eps: number,
    output: ArrayView,
  ): void {
    if (output.dtype === 'float32') this.#layerNorm.forward(input, weight, bias, eps, output);
    else this.#reference.layerNorm(input, weight, bias, eps, output);
  }

  layerNormGrad(
    gradient: ArrayView,
    input: ArrayView,
    weight: ArrayView,
    eps: number,
    toInput: ArrayView,
    toParameters: ArrayView,
  ): void {
    if (toInput.dtype === 'float32')
      this.#layerNorm.gradient(gradient, input, weight, eps, toInput, toParameters);
    else this.#reference.layerNormGrad(gradient, input, weight, eps, toInput, toParameters);
  }

  copy(input: ArrayView, output: ArrayView): void {
    if (this.#copy.run(input, output) || this.#cast.run(input, output)) return;
    this.#reference.copy(input, output);
  }

  argSort(input: ArrayView, axis: number, order: SortOrder, output: ArrayView): void {
    this.#reference.argSort(input, axis, order, output);
  }

  linearScan(decay: ArrayView | number, input: ArrayView, axis: number, output: ArrayView): void {
    this.#reference.linearScan(decay, input, axis, output);
  }

  softmax(op: SoftmaxOp, input: ArrayView, output: ArrayView): void {
    if (output.dtype === 'float32') this.#softmax.run(op, input, output);
    else this.#reference.softmax(op, input, output);
  }

  argReduce(op: ArgReduceOp, input: ArrayView, axis: number, output: ArrayView): void {
    if (!this.#argReduce.run(op, input, axis, output))
      this.#reference.argReduce(op, input, axis, output);
  }

  /** An index that is out of range is left to the reference kernel, which says where it is. */
  gather(input: ArrayView, axis: number, index: ArrayView, output: ArrayView): void {
    if (this.#gather.run('gather', input, axis, index, output)) return;
    this.#reference.gather(input, axis, index, output);
  }

  scatterAdd(source: ArrayView, axis: number, index: ArrayView, output: ArrayView): void {
    if (this.#gather.run('scatterAdd', output, axis, index, source)) return;
    this.#reference.scatterAdd(source, axis, index, output);
  }

  random(distribution: Distribution, key: RandomKey, counter: number, output: ArrayView): void {
    if (this.#random.run(distribution, key, counter, output)) return;
    this.#reference.random(distribution, key, counter, output);
  }

  maxPool2d(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    if (input.dtype === 'float32') this.#pool2d.pool('max', input, geometry, output);
    else this.#reference.maxPool2d(input, geometry, output);
  }

  maxPool2dIndex(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    if (input.dtype === 'float32') this.#pool2d.pool('maxIndex', input, geometry, output);
    else this.#reference.maxPool2dIndex(input, geometry, output);
  }

  avgPool2d(input: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    if (input.dtype === 'float32') this.#pool2d.pool('mean', input, geometry, output);
    else this.#reference.avgPool2d(input, geometry, output);
  }

  avgPool2dGrad(gradient: ArrayView, geometry: PoolGeometry, output: ArrayView): void {
    if (output.dtype === 'float32') this.#pool2d.avgGrad(gradient, geometry, output);
    else this.#reference.avgPool2dGrad(gradient, geometry, output);
  }

  /** A label that is no class is left to the reference kernel, as in `gather`. */
  crossEntropy(
    logits: ArrayView,
    labels: ArrayView,
    ignored: number | null,
    output: ArrayView,
  ): void {
    if (!this.#crossEntropy.forward(logits, labels, ignored, output)) {
      this.#reference.crossEntropy(logits, labels, ignored, output);
    }
  }

  crossEntropyGrad(
    logits: ArrayView,
    labels: ArrayView,
    ignored: number | null,
    gradient: ArrayView,
    output: ArrayView,
  ): void {
    if (!this.#crossEntropy.gradient(logits, labels, ignored, gradient, output)) {
      this.#reference.crossEntropyGrad(logits, labels, ignored, gradient, output);
    }
  }
}
