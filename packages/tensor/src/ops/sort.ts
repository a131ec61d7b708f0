import type { SortOrder } from '@plumbline/kernels';
import { type ComputeOp, viewAt } from './op.ts';

export interface SortAttributes {
  readonly axis: number;
  readonly order: SortOrder;
}

/** int32: the indices that sort along an axis. */
export const argsort = {
  name: 'argsort',
  kind: 'compute',
  differentiable: false,
  infer: (inputs) => ({ shape: [...viewAt(inputs, 0, 'argsort').shape], dtype: 'int32' }),
  run: (engine, inputs, { axis, order }, output) =>
    engine.argSort(viewAt(inputs, 0, 'argsort'), axis, order, output),
} as const satisfies ComputeOp<SortAttributes>;
