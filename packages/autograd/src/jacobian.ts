import { eye, scope, stack, type Tensor, zeros } from '@plumbline/tensor';
import { grad } from './grad.ts';
import { linearize } from './jvp.ts';
import { TapeRun } from './tape-run.ts';

/** Options of `jacobian`. */
export interface JacobianOptions {
  /**
   * `reverse`: one pass for each element of the value; `forward`: one more than x has elements.
   * Default: the fewer.
   */
  readonly mode?: 'reverse' | 'forward';
}

/**
 * The function that computes all derivatives of `f`: of shape [...value's, ...x's], of x's dtype.
 */
export function jacobian(
  f: (x: Tensor) => Tensor,
  options: JacobianOptions = {},
): (x: Tensor) => Tensor {
  return (x) =>
    scope(() => {
      const run = new TapeRun('jacobian', f, [x]);
      const [value] = run.outputs;
      if (value === undefined || !run.isSingle) {
        throw new TypeError('jacobian: the function must return one tensor, not a list');
      }
      const shape = [...value.shape, ...x.shape];
      if (value.size === 0 || x.size === 0) return zeros(shape, { dtype: x.dtype });
      const mode = options.mode ?? (x.size + 1 < value.size ? 'forward' : 'reverse');
      return (mode === 'forward' ? columns(run, x) : rows(run, value)).reshape(shape);
    });
}

/** [value's size, x's size], by pulling every unit vector back. */
function rows(run: TapeRun, value: Tensor): Tensor {
  const last = value.size - 1;
  return stack(
    unitVectors(value).map((unit, i) =>
      scope(() => run.pull([unit], { retainGraph: i < last })[0]!.flatten()),
    ),
  );
}

/** The same by pushing every unit vector forward. */
function columns(run: TapeRun, x: Tensor): Tensor {
  const linear = linearize('jacobian', run);
  const last = x.size - 1;
  const parts = unitVectors(x).map((unit, i) =>
    scope(() => {
      const options = { createGraph: run.isNested, retainGraph: i < last };
      return linear.pull([unit], options)[0]!.flatten();
    }),
  );
  if (!run.isNested) run.discard();
  return stack(parts, 1).to(x.dtype);
}

function unitVectors({ shape, size, dtype }: Tensor): Tensor[] {
  const identity = eye(size, size, { dtype });
  return Array.from({ length: size }, (_, i) => identity.slice([i, i + 1]).reshape(shape));
}

/**
 * The function that computes the second derivatives of `f`, which returns one element: of shape
 * [...x's, ...x's]. One pass over the gradient's graph for each element of x.
 */
export function hessian(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return jacobian((x) => grad(f)(x), { mode: 'reverse' });
}
