import { noGrad } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import { concat, formatShape, keep, scope, type Tensor } from '@plumbline/tensor';
import { residualBlocks } from '../observed-layers.ts';

/** One example's way through a module: what its Jacobian is of. */
export interface ExampleFunction {
  readonly x: Tensor;
  readonly f: (x: Tensor) => Tensor;
}

/**
 * `module` as a function of example `example` of `batch` alone. In `eval` it runs by itself, as a
 * batch of one; in training with the others, which stay as they are, since batch statistics are of
 * all.
 */
export function ofExample(
  name: string,
  module: Module,
  batch: Tensor,
  example: number,
  examples: number,
): ExampleFunction {
  if (batch.shape[0] === 1 && examples === 1) return { x: batch, f: (x) => module.forward(x) };
  checkExamples(name, 'reaches', batch, examples);
  const before = batch.slice([0, example]);
  const after = batch.slice([example + 1, null]);
  return {
    x: batch.slice([example, example + 1]),
    f: (x) =>
      scope(() => {
        const all = concat([before, x, after].filter(({ size }) => size > 0));
        const output = module.forward(all);
        checkExamples(name, 'leaves', output, examples);
        return output.slice([example, example + 1]);
      }),
  };
}

function checkExamples(name: string, verb: string, { shape }: Tensor, examples: number): void {
  if (shape[0] === examples) return;
  throw new RangeError(
    `jacobianSpectrum: what ${verb} ${name} is ${formatShape(shape)}; its first axis is not the ` +
      `batch of ${examples}; with model.eval() one example runs by itself`,
  );
}

/**
 * What reaches every residual block of `model` for `input`, in the order in which they first run;
 * of a block that runs several times the first. Kept: the caller releases them.
 */
export function blockInputs(
  model: Module,
  input: Tensor,
): { readonly name: string; readonly block: Module; readonly input: Tensor }[] {
  const found = new Map<Module, { name: string; block: Module; input: Tensor }>();
  const removes = residualBlocks(model).map(([name, block]) =>
    block.onForwardPre((_, reaching) => {
      if (found.has(block)) return;
      found.set(block, { name, block, input: keep(reaching.alias()) });
    }),
  );
  try {
    noGrad(() => model.forward(input).shape);
  } finally {
    for (const remove of removes) remove();
  }
  return [...found.values()];
}
