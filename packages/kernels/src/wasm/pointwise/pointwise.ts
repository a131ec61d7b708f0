import { type ArrayView, contiguousStrides, elementCount, isContiguous } from '../../array-view.ts';
import { bytesPerElement, type DType } from '../../dtype.ts';
import { type PointwiseOp, pointwiseOps } from '../../pointwise.ts';
import type { Team } from '../../threads/team.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { collapse } from '../collapse.ts';
import { rangeOf } from '../split.ts';
import { definitions } from './definitions.ts';
import type { Access } from './loop.ts';
import { LoopCache } from './loop-cache.ts';
import { LoopCall, type Pointer } from './loop-call.ts';
import { inputToken, opToken, type Program } from './program.ts';

type Input = ArrayView | number;

/** Elements below which waking another thread costs more than it saves. */
const leastPart = 16_384;
/** Whole cache lines of floats, and whole vectors. */
const unit = 64;

/** Pointwise ops on float32: one generated loop for each expression and way to read its inputs. */
export class Pointwise {
  readonly #loops: LoopCache;
  readonly #team: Team;
  readonly #singles = new Map<PointwiseOp, Program>();

  constructor(memory: WebAssembly.Memory, mode: FeatureMode, team: Team) {
    this.#loops = new LoopCache(memory, mode);
    this.#team = team;
  }

  /** Computes the op and returns true, or returns false if it has no loop for it. */
  run(op: PointwiseOp, inputs: readonly Input[], output: ArrayView): boolean {
    if (definitions[op] === undefined || !isContiguous(output)) return false;
    if (output.dtype !== (pointwiseOps[op].result === 'bool' ? 'bool' : 'float32')) return false;
    let views = 0;
    for (const [index, input] of inputs.entries()) {
      const dtype: DType = op === 'where' && index === 0 ? 'bool' : 'float32';
      if (typeof input === 'number') {
        if (dtype === 'bool') return false;
      } else {
        if (input.dtype !== dtype) return false;
        views++;
      }
    }
    return views > 0 && this.evaluate(this.#single(op), inputs, [output]);
  }

  /** Fills a contiguous view and returns true, or returns false if its elements are not float32. */
  fill(value: number, output: ArrayView): boolean {
    // There is no loop that copies a number; the opposite of its opposite is the same bits.
    return output.dtype === 'float32' && this.evaluate(this.#single('neg'), [-value], [output]);
  }

  /**
   * Computes an expression into the first of some contiguous outputs, and what its program stores
   * into the others, of floats; or returns false if it has no loop for it.
   */
  evaluate(program: Program, inputs: readonly Input[], outputs: readonly ArrayView[]): boolean {
    const output = outputs[0]!;
    const count = elementCount(output.shape);
    if (count === 0 || this.#runSmall(program, inputs, outputs, count)) return true;
    const call = this.prepare(program, inputs, output.shape, outputs.slice(1));
    if (call === null) return false;
    const bytes = bytesPerElement[output.dtype];
    const address = output.offset * bytes;
    const parts = Math.min(this.#team.size, Math.floor(count / leastPart));
    if (parts <= 1) call.run(0, count, address, bytes);
    else {
      this.#team.run(parts, (index) => {
        const { start, length } = rangeOf(count, parts, index, unit);
        call.run(start, start + length, address + start * bytes, bytes);
      });
    }
    return true;
  }

  /**
   * The shortest way for what is done soonest: a small output, inputs without gaps, or rows that are
   * repeated or spaced (a matrix and a bias).
   */
  #runSmall(
    program: Program,
    inputs: readonly Input[],
    outputs: readonly ArrayView[],
    count: number,
  ): boolean {
    if (count >= 2 * leastPart) return false;
    const { shape, offset, dtype } = outputs[0]!;
    let isDense = true;
    for (const input of inputs) isDense &&= typeof input === 'number' || isContiguous(input);
    if (!isDense && shape.length !== 2) return false;
    const address = offset * bytesPerElement[dtype];
    const parameters = isDense ? [1, count, address] : [shape[0]!, shape[1]!, address];
    const accesses: Access[] = [];
    for (const input of inputs) {
      if (typeof input === 'number') {
        accesses.push('number');
        parameters.push(input);
        continue;
      }
      const access = accessOf(input, isDense ? 1 : input.strides[1]!);
      if (access === null || access === 'spaced') return false;
      accesses.push(access);
      const bytes = bytesPerElement[input.dtype];
      parameters.push(input.offset * bytes, isDense ? 0 : input.strides[0]! * bytes);
    }
    for (let i = 1; i < outputs.length; i++) parameters.push(outputs[i]!.offset * 4);
    this.#loops.get(program, accesses)(...parameters);
    return true;
  }

  /** What computes any part of an expression over `shape`, which has elements. */
  prepare(
    program: Program,
    inputs: readonly Input[],
    shape: readonly number[],
    further: readonly ArrayView[] = [],
  ): LoopCall | null {
    const { sizes, strides } = walk(inputs, shape);
    const row = sizes.length - 2;
    const parameters = [0, 0, 0];
    const pointers: Pointer[] = [];
    const accesses: Access[] = [];
    for (const input of inputs) {
      if (typeof input === 'number') {
        accesses.push('number');
        parameters.push(input);
        continue;
      }
      const bytes = bytesPerElement[input.dtype];
      const axes = strides[pointers.length]!;
      const access = accessOf(input, axes[row + 1]!);
      if (access === null) return null;
      accesses.push(access);
      const address = input.offset * bytes;
      const inBytes = axes.map((stride) => stride * bytes);
      pointers.push({ parameter: parameters.length, address, strides: inBytes });
      parameters.push(address, inBytes[row] ?? 0);
      if (access === 'spaced') parameters.push(inBytes[row + 1]!);
    }
    const inOrder = contiguousStrides(sizes).map((stride) => stride * 4);
    for (const { offset } of further) {
      const address = offset * 4;
      pointers.push({ parameter: parameters.push(address) - 1, address, strides: inOrder });
    }
    return new LoopCall(this.#loops.get(program, accesses), sizes, parameters, pointers);
  }

  #single(op: PointwiseOp): Program {
    let program = this.#singles.get(op);
    if (program === undefined) {
      const inputs = Array.from({ length: pointwiseOps[op].arity }, (_, i) => inputToken(i));
      program = [opToken(op), ...inputs];
      this.#singles.set(op, program);
    }
    return program;
  }
}

interface Walk {
  readonly sizes: readonly number[];
  /** One array of strides for each view among the inputs. */
  readonly strides: readonly (readonly number[])[];
}

const adjacent = [1];

/** The axes that a loop has to distinguish. */
function walk(inputs: readonly Input[], shape: readonly number[]): Walk {
  const views: ArrayView[] = [];
  let isDense = true;
  for (const input of inputs) {
    if (typeof input === 'number') continue;
    views.push(input);
    isDense &&= isContiguous(input);
  }
  if (isDense) return { sizes: [elementCount(shape)], strides: views.map(() => adjacent) };
  const { shape: sizes, strides } = collapse(
    shape,
    views.map((view) => view.strides),
  );
  return { sizes, strides };
}

function accessOf(input: ArrayView, stride: number): Access | null {
  if (input.dtype === 'bool') return stride === 1 ? 'bools' : null;
  if (stride === 0) return 'repeated';
  return stride === 1 ? 'adjacent' : 'spaced';
}
