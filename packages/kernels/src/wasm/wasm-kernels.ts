import type { ArrayView } from '../array-view.ts';
import type {
  ExpressionCosts,
  FusingKernels,
  LocatedExpression,
} from '../fusion/fusing-kernels.ts';
import type { ConvGeometry, ReduceOp, SoftmaxOp } from '../kernels.ts';
import type { PointwiseOp } from '../pointwise.ts';
import { ReferenceKernels } from '../reference/reference-kernels.ts';
import { solo, type Team } from '../threads/team.ts';
import type { FeatureMode } from './assembler/feature-mode.ts';
import { chooseAlgorithm } from './conv/choose-algorithm.ts';
import { Conv2d, type ConvAlgorithm } from './conv/conv2d.ts';
import { splitConv } from './conv/split-conv.ts';
import { Copy } from './copy/copy.ts';
import { Matmul } from './matmul/matmul.ts';
import { splitMatmul } from './matmul/split-matmul.ts';
import { LoopCosts } from './pointwise/loop-costs.ts';
import { Pointwise } from './pointwise/pointwise.ts';
import { Reduce } from './reduce/reduce.ts';
import type { Scratch } from './scratch.ts';
import { Softmax } from './softmax/softmax.ts';

export interface WasmKernelsOptions {
  /** What all views that are passed to the kernels lie in. */
  readonly memory: WebAssembly.Memory;
  readonly mode: FeatureMode;
  readonly scratch: Scratch;
  /** Who shares the work. Default: this thread alone. */
  readonly team?: Team;
  /**
   * Winograd's algorithm for 3x3 convolutions: a quarter of the multiplications, other rounding.
   * Default true.
   */
  readonly winograd?: boolean;
}

/**
 * Float32 kernels in WebAssembly, generated for this machine's features when they are first used.
 * What they don't cover (other dtypes, rare ops) the reference kernels do on the same memory.
 */
export class WasmKernels extends ReferenceKernels implements FusingKernels {
  readonly expressionCosts: ExpressionCosts;
  protected readonly team: Team;
  readonly #mode: FeatureMode;
  readonly #winograd: boolean;
  readonly #pointwise: Pointwise;
  readonly #matmul: Matmul;
  readonly #copy: Copy;
  readonly #conv2d: Conv2d;
  readonly #reduce: Reduce;
  readonly #softmax: Softmax;

  constructor({ memory, mode, scratch, team = solo, winograd = true }: WasmKernelsOptions) {
    super();
    this.team = team;
    this.#mode = mode;
    this.#winograd = winograd;
    this.expressionCosts = new LoopCosts(mode);
    this.#pointwise = new Pointwise(memory, mode, team);
    this.#matmul = new Matmul(memory, mode, scratch);
    this.#copy = new Copy(memory, mode);
    const parts = { copy: this.#copy, matmul: this.#matmul };
    this.#conv2d = new Conv2d(memory, mode, scratch, parts);
    this.#reduce = new Reduce(memory, mode, scratch, { copy: this.#copy, team });
    this.#softmax = new Softmax(memory, mode, scratch, { copy: this.#copy, team });
  }

  override pointwise(
    op: PointwiseOp,
    inputs: readonly (ArrayView | number)[],
    output: ArrayView,
  ): void {
    if (!this.#pointwise.run(op, inputs, output)) super.pointwise(op, inputs, output);
  }

  evaluate({ program, inputs }: LocatedExpression, output: ArrayView): void {
    if (!this.#pointwise.evaluate(program, inputs, output)) {
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
    const loop = this.#pointwise.prepare(program, inputs, own);
    return loop !== null && this.#reduce.runComputed(op, loop, shape, axes, output);
  }

  override reduce(
    op: ReduceOp,
    input: ArrayView,
    axes: readonly number[],
    output: ArrayView,
  ): void {
    if (!this.#reduce.run(op, input, axes, output)) super.reduce(op, input, axes, output);
  }

  override matmul(a: ArrayView, b: ArrayView, output: ArrayView): void {
    if (output.dtype !== 'float32') super.matmul(a, b, output);
    else splitMatmul(this.team, a, b, output, (a, b, c) => this.#matmul.run(a, b, c));
  }

  override conv2d(
    input: ArrayView,
    weight: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    if (output.dtype !== 'float32') super.conv2d(input, weight, geometry, output);
    else {
      const algorithm = this.#algorithmFor(weight, geometry);
      splitConv(this.team, 'forward', [input, weight, output], geometry, (x, y, g, to) =>
        this.#conv2d.forward(x, y, g, to, algorithm),
      );
    }
  }

  override conv2dGradInput(
    gradient: ArrayView,
    weight: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    if (output.dtype !== 'float32') super.conv2dGradInput(gradient, weight, geometry, output);
    else {
      const algorithm = this.#algorithmFor(weight, geometry);
      splitConv(this.team, 'gradInput', [gradient, weight, output], geometry, (x, y, g, to) =>
        this.#conv2d.gradInput(x, y, g, to, algorithm),
      );
    }
  }

  override conv2dGradWeight(
    input: ArrayView,
    gradient: ArrayView,
    geometry: ConvGeometry,
    output: ArrayView,
  ): void {
    if (output.dtype !== 'float32') super.conv2dGradWeight(input, gradient, geometry, output);
    else {
      const algorithm = this.#algorithmFor(output, geometry);
      splitConv(this.team, 'gradWeight', [input, gradient, output], geometry, (x, y, g, to) =>
        this.#conv2d.gradWeight(x, y, g, to, algorithm),
      );
    }
  }

  #algorithmFor(weight: ArrayView, geometry: ConvGeometry): ConvAlgorithm {
    return this.#winograd ? chooseAlgorithm(this.#mode, weight, geometry) : 'direct';
  }

  override copy(input: ArrayView, output: ArrayView): void {
    if (!this.#copy.run(input, output)) super.copy(input, output);
  }

  override softmax(op: SoftmaxOp, input: ArrayView, output: ArrayView): void {
    if (output.dtype === 'float32') this.#softmax.run(op, input, output);
    else super.softmax(op, input, output);
  }
}
