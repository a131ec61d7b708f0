import { Parameter } from '@plumbline/autograd';
import { checkOptions, formatShape, type RandomOptions, scope, Tensor } from '@plumbline/tensor';
import { type AttentionMasks, maskedScores } from './attention-masks.ts';
import { checkDtype } from './check-dtype.ts';
import { checkNumber } from './check-number.ts';
import { checkSize } from './check-size.ts';
import { dropParts } from './dropout.ts';
import { zeros } from './init/constant.ts';
import { xavierUniform } from './init/xavier.ts';
import { Linear, linear } from './linear.ts';
import { Module } from './module.ts';

/** Options of `MultiheadAttention`. */
export interface MultiheadAttentionOptions extends RandomOptions {
  /** With which probability an attention weight is set to 0 in training. Default 0. */
  readonly dropout?: number;
  /** Add trained vectors in the projections. Default true. */
  readonly bias?: boolean;
}

/** What an attention layer reads besides its input. */
export interface AttentionOptions extends AttentionMasks {
  /** What the queries are compared with, [N, S, E]. Default: the input itself (self-attention). */
  readonly key?: Tensor;
  /** What is averaged, [N, S, E]. Default: the keys. */
  readonly value?: Tensor;
}

/**
 * Attention of several heads (Vaswani et al. 2017, "Attention is all you need", section 3.2.2):
 * [N, L, E] -> [N, L, E], each position a mean of the values, weighted by
 * softmax(query · keyᵀ / √(E / heads)). Batch first; parameters have PyTorch's names:
 * `in_proj_weight` [3 E, E] (queries, keys, values) and `in_proj_bias` [3 E], `out_proj`. float32 by
 * default.
 */
export class MultiheadAttention extends Module {
  /** The size of a position's vector, E. */
  readonly embedDim: number;
  /** How many heads share E. */
  readonly heads: number;
  /** The probability with which an attention weight is set to 0 in training. */
  readonly dropout: number;
  /** For queries, keys and values, [3 E, E]. */
  readonly in_proj_weight: Parameter;
  /** null with `bias: false`. */
  readonly in_proj_bias: Parameter | null;
  /** From the joined heads to the output, [E, E]. */
  readonly out_proj: Linear;

  /** RangeError for sizes that are not whole and positive, or unless heads divide embedDim. */
  constructor(embedDim: number, heads: number, options: MultiheadAttentionOptions = {}) {
    super();
    checkSize(embedDim, 'MultiheadAttention: embedDim');
    checkSize(heads, 'MultiheadAttention: the number of heads');
    checkOptions('MultiheadAttention', options, ['dropout', 'bias', 'dtype', 'generator']);
    if (embedDim % heads !== 0) {
      throw new RangeError(
        `MultiheadAttention: embedDim ${embedDim} does not split into ${heads} heads`,
      );
    }
    const { dropout = 0, bias = true, ...random } = options;
    checkNumber(dropout, 'MultiheadAttention: dropout', 0, 1);
    const { generator: _, ...dtype } = random;
    this.embedDim = embedDim;
    this.heads = heads;
    this.dropout = dropout;
    const shape = [3 * embedDim, embedDim];
    this.in_proj_weight = scope(() => new Parameter(xavierUniform(shape, random)));
    this.in_proj_bias = bias ? scope(() => new Parameter(zeros([3 * embedDim], dtype))) : null;
    this.out_proj = new Linear(embedDim, embedDim, { bias, ...random });
    if (bias) scope(() => this.out_proj.bias?.assign(zeros([embedDim], dtype)));
  }

  /** RangeError for shapes that don't fit, TypeError for other dtypes. */
  forward(query: Tensor, options: AttentionOptions = {}): Tensor {
    return scope(() => {
      const { q, k, v } = this.#project(query, options);
      const weights = maskedScores(q, k, options).softmax();
      const kept = this.training ? dropParts(weights, this.dropout, weights.shape) : weights;
      const joined = kept.matmul(v).permute([0, 2, 1, 3]).reshape(query.shape);
      return this.out_proj.forward(joined);
    });
  }

  /** How much each query [N, L, E] attends to each key, before dropout: [N, heads, L, S]. */
  attentionWeights(query: Tensor, options: AttentionOptions = {}): Tensor {
    return scope(() => {
      const { q, k } = this.#project(query, options);
      return maskedScores(q, k, options).softmax();
    });
  }

  /** Queries (scaled), keys and values, [N, heads, L or S, E / heads]. */
  #project(query: Tensor, options: AttentionOptions) {
    if (options instanceof Tensor) {
      throw new TypeError(
        'MultiheadAttention: keys and values are named: forward(query, { key, value })',
      );
    }
    checkOptions('MultiheadAttention', options, [
      'key',
      'value',
      'attnMask',
      'keyPaddingMask',
      'causal',
    ]);
    const { key = query, value = key } = options;
    this.#check(query, key, value);
    const { embedDim, heads } = this;
    const scale = 1 / Math.sqrt(embedDim / heads);
    const isSelf = key === query && value === key;
    const all = isSelf ? this.#third(query, 0, 3) : null;
    const [q, k, v] = [query, key, value].map((input, i) => {
      const projected =
        all === null
          ? this.#third(input, i, i + 1)
          : all.slice(null, null, [i * embedDim, (i + 1) * embedDim]);
      const [samples = 0, length = 0] = input.shape;
      return projected.reshape([samples, length, heads, embedDim / heads]).permute([0, 2, 1, 3]);
    });
    return { q: q!.mul(scale), k: k!, v: v! };
  }

  /** Thirds `from` up to but without `to` of the input projection: [..., (to - from) E]. */
  #third(input: Tensor, from: number, to: number): Tensor {
    const { embedDim, in_proj_weight: weight, in_proj_bias: bias } = this;
    const rows = [from * embedDim, to * embedDim] as const;
    return linear(input, weight.slice(rows), bias?.slice(rows) ?? null);
  }

  #check(query: Tensor, key: Tensor, value: Tensor): void {
    const { embedDim, heads, in_proj_weight: weight } = this;
    const layer = `MultiheadAttention(${embedDim}, ${heads})`;
    const inputs = [query, key, value];
    const fits = inputs.every(
      ({ rank, shape }) => rank === 3 && shape[0] === query.shape[0] && shape[2] === embedDim,
    );
    if (!fits || key.shape[1] !== value.shape[1]) {
      const shapes = inputs.map(({ shape }) => formatShape(shape));
      throw new RangeError(
        `${layer}: query, key and value of shapes ${shapes.join(', ')}; ` +
          `expected [N, L, ${embedDim}] and twice [N, S, ${embedDim}]`,
      );
    }
    for (const input of inputs) checkDtype(input, weight, layer);
  }
}
