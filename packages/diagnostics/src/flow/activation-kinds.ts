import {
  BatchNorm1d,
  Conv1d,
  Hardsigmoid,
  Hardswish,
  LayerNorm,
  Linear,
  type Module,
  MultiheadAttention,
  ReLU,
  ReLU6,
  RMSNorm,
  Sigmoid,
  Tanh,
} from '@plumbline/layers';
import {
  type Measure,
  squashedByHardsigmoid,
  squashedBySigmoid,
  squashedByTanh,
} from './measures.ts';

/** Whether an activation is 0, with slope 0, on a half line. */
export function rectifies(module: Module): boolean {
  return [ReLU, ReLU6, Hardswish].some((kind) => module instanceof kind);
}

/** What measures the output of an activation that is flat at both ends; null for other layers. */
export function squashes(module: Module): Measure | null {
  if (module instanceof Tanh) return squashedByTanh;
  if (module instanceof Sigmoid) return squashedBySigmoid;
  return module instanceof Hardsigmoid ? squashedByHardsigmoid : null;
}

const featuresLast = [Linear, LayerNorm, RMSNorm, MultiheadAttention];
const channelsSecond = [Conv1d, BatchNorm1d];

/**
 * Which axis of an activation's output numbers its units. It is 1 in images, the last in vectors; in
 * [N, L, E] and [N, C, L] what ran before it tells.
 */
export class UnitAxis {
  #isLast = true;

  /** A layer has run. */
  passBy(module: Module): void {
    if (featuresLast.some((kind) => module instanceof kind)) this.#isLast = true;
    if (channelsSecond.some((kind) => module instanceof kind)) this.#isLast = false;
  }

  /** Of an output of `rank` axes; null for one without axes. */
  of(rank: number): 0 | 1 | 2 | null {
    if (rank < 2) return rank === 0 ? null : 0;
    return rank === 3 && this.#isLast ? 2 : 1;
  }
}
