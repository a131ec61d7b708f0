import { formatShape, ones, type Tensor } from '@plumbline/tensor';
import { TapeRun } from './tape-run.ts';
import { isTracked } from './track.ts';

/** Options of `grad` and `valueAndGrad`. */
export interface GradOptions {
  /**
   * Which arguments get gradients, by position; the others are constants, as labels must be.
   * Default: the first for `grad`, all for `valueAndGrad`.
   */
  readonly argnums?: number | readonly number[];
  /**
   * Record the gradients themselves, for gradients of gradients. Default: when an argument, or
   * something else that the function reads, is itself being differentiated, as in `grad(grad(f))`.
   */
  readonly createGraph?: boolean;
}

/** What a function of `valueAndGrad` returns. */
export interface ValueAndGrad {
  /** What `f` returned: one element. */
  readonly value: Tensor;
  /** One gradient a chosen argument, of its shape. */
  readonly grads: Tensor[];
}

type Scalar = (...args: Tensor[]) => Tensor;

/**
 * The function that computes `f` and its gradients. `f` returns a tensor of one element; what it
 * makes is released at its end, except what is kept.
 */
export function valueAndGrad(
  f: Scalar,
  options: GradOptions = {},
): (...args: Tensor[]) => ValueAndGrad {
  return (...args) =>
    differentiate('valueAndGrad', f, args, { argnums: [...args.keys()], ...options });
}

/**
 * The function that computes the gradient of `f` with respect to one argument, or to several
 * (`argnums` in a list: gradients in a list). `f` returns a tensor of one element.
 */
export function grad(
  f: Scalar,
  options?: GradOptions & { readonly argnums?: number },
): (...args: Tensor[]) => Tensor;
export function grad(
  f: Scalar,
  options: GradOptions & { readonly argnums: readonly number[] },
): (...args: Tensor[]) => Tensor[];
export function grad(
  f: Scalar,
  options: GradOptions = {},
): (...args: Tensor[]) => Tensor | Tensor[] {
  const { argnums = 0 } = options;
  return (...args) => {
    const { value, grads } = differentiate('grad', f, args, { ...options, argnums });
    if (!isTracked(value)) value.release('grad()');
    return typeof argnums === 'number' ? grads[0]! : grads;
  };
}

function differentiate(
  name: string,
  f: Scalar,
  args: readonly Tensor[],
  options: GradOptions & { readonly argnums: number | readonly number[] },
): ValueAndGrad {
  const positions = [options.argnums].flat();
  if (new Set(positions).size !== positions.length || positions.some((i) => !(i in args))) {
    throw new RangeError(
      `${name}: argnums ${formatShape(positions)} must be different positions among ` +
        `${args.length} arguments, counted from 0`,
    );
  }
  const run = new TapeRun(name, f, args, positions);
  const [output] = run.outputs;
  if (output?.size !== 1) {
    const got = run.outputs.map(({ shape }) => formatShape(shape)).join(' and ');
    run.discard();
    throw new RangeError(`${name}: the function must return one element, got ${got}`);
  }
  const createGraph = options.createGraph ?? run.isNested;
  const [value] = run.values(createGraph);
  const start = ones(output.shape, { dtype: output.dtype });
  const grads = run.pull([start], { createGraph });
  if (!createGraph) start.release('grad()');
  return { value: value!, grads };
}
