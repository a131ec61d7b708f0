import { arange, formatShape, isFloat, sameShape, type Tensor } from '@plumbline/tensor';

/** Which keys a query may attend to, as in PyTorch: true forbids, a float is added to the score. */
export interface AttentionMasks {
  /** bool or float [L, S], or [N · heads, L, S] for each head of each sample. */
  readonly attnMask?: Tensor;
  /** bool or float [N, S]: keys of a sample that are padding. */
  readonly keyPaddingMask?: Tensor;
  /** No query attends to a key of a later position. Default false. */
  readonly causal?: boolean;
}

/**
 * query · keyᵀ of [N, heads, L, D] and [N, heads, S, D], -∞ where a mask forbids: [N, heads, L, S].
 * A query that may attend to nothing gets NaN from a softmax, as in PyTorch.
 */
export function maskedScores(query: Tensor, key: Tensor, masks: AttentionMasks): Tensor {
  const { attnMask, keyPaddingMask, causal = false } = masks;
  const [samples = 0, heads = 0, length = 0] = query.shape;
  const size = key.shape[2] ?? 0;
  let scores = query.matmul(key.transpose());
  if (attnMask !== undefined) {
    check(attnMask, 'attnMask', [length, size], [samples * heads, length, size]);
    const each = attnMask.rank === 2 ? attnMask : attnMask.reshape([samples, heads, length, size]);
    scores = masked(scores, each);
  }
  if (keyPaddingMask !== undefined) {
    check(keyPaddingMask, 'keyPaddingMask', [samples, size]);
    scores = masked(scores, keyPaddingMask.reshape([samples, 1, 1, size]));
  }
  if (causal) scores = masked(scores, arange(length).reshape([length, 1]).lt(arange(size)));
  return scores;
}

function masked(scores: Tensor, mask: Tensor): Tensor {
  if (mask.dtype !== 'bool') return scores.add(mask);
  return scores.where(mask.logicalNot(), Number.NEGATIVE_INFINITY);
}

function check(mask: Tensor, name: string, ...shapes: readonly number[][]): void {
  if (!shapes.some((shape) => sameShape(shape, mask.shape))) {
    throw new RangeError(
      `attention: ${name} has shape ${formatShape(mask.shape)}; ` +
        `expected ${shapes.map(formatShape).join(' or ')}`,
    );
  }
  if (mask.dtype !== 'bool' && !isFloat(mask.dtype)) {
    throw new TypeError(
      `attention: ${name} is bool (true forbids) or float (added), got ${mask.dtype}`,
    );
  }
}
