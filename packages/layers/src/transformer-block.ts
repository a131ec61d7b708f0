import type { RandomOptions, Tensor } from '@plumbline/tensor';
import { checkOptions } from '@plumbline/tensor';
import { ReLU } from './activations.ts';
import { checkNumber } from './check-number.ts';
import { Dropout } from './dropout.ts';
import { LayerNorm } from './layer-norm.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { type AttentionOptions, MultiheadAttention } from './multihead-attention.ts';
import { Residual } from './residual.ts';
import { Sequential } from './sequential.ts';

/** Options of `TransformerBlock`. */
export interface TransformerBlockOptions extends RandomOptions {
  /** The width between the two linear layers. Default 2048. */
  readonly dimFeedforward?: number;
  /** Of attention weights, and of what the three inner layers return. Default 0.1. */
  readonly dropout?: number;
  /** Between the two linear layers. Default: ReLU. */
  readonly activation?: Module;
  /** The epsilon of both normalizations. Default 1e-5. */
  readonly layerNormEps?: number;
  /** Add trained vectors in all layers. Default true. */
  readonly bias?: boolean;
}

/**
 * A pre-norm transformer block, [N, L, E] -> [N, L, E]: x + attention(norm1(x)), then
 * x + linear2(activation(linear1(norm2(x)))). Both sums are a `Residual`, so what flows through the
 * identity path can be watched as in any residual network (Xiong et al. 2020, "On layer
 * normalization in the transformer architecture"; He et al. 2016, "Identity mappings"). State dict
 * names are those of PyTorch's TransformerEncoderLayer, which this is with `norm_first` and
 * `batch_first`.
 */
export class TransformerBlock extends Module {
  /** The attention inside `attention`. */
  readonly self_attn: MultiheadAttention;
  /** [E] to [dimFeedforward]. */
  readonly linear1: Linear;
  /** [dimFeedforward] to [E]. */
  readonly linear2: Linear;
  /** Before the attention. */
  readonly norm1: LayerNorm;
  /** Before the linear layers. */
  readonly norm2: LayerNorm;
  /*
   * Below the layers, whose parameters are named after where they are found first.
   */
  /** x + attention(norm1(x)) */
  readonly attention: Residual;
  /** x + linear2(activation(linear1(norm2(x)))) */
  readonly feedForward: Residual;

  /** RangeError for sizes that are not whole and positive, or unless heads divide embedDim. */
  constructor(embedDim: number, heads: number, options: TransformerBlockOptions = {}) {
    super();
    checkOptions('TransformerBlock', options, [
      'dimFeedforward',
      'dropout',
      'activation',
      'layerNormEps',
      'bias',
      'dtype',
      'generator',
    ]);
    const {
      dimFeedforward = 2048,
      dropout = 0.1,
      activation = new ReLU(),
      layerNormEps: eps = 1e-5,
      bias = true,
      ...random
    } = options;
    checkNumber(dropout, 'TransformerBlock: dropout', 0, 1);
    const { generator: _, ...dtype } = random;
    this.self_attn = new MultiheadAttention(embedDim, heads, { dropout, bias, ...random });
    this.linear1 = new Linear(embedDim, dimFeedforward, { bias, ...random });
    this.linear2 = new Linear(dimFeedforward, embedDim, { bias, ...random });
    this.norm1 = new LayerNorm(embedDim, { eps, bias, ...dtype });
    this.norm2 = new LayerNorm(embedDim, { eps, bias, ...dtype });
    const { self_attn, linear1, linear2, norm1, norm2 } = this;
    this.attention = new Residual(new AttentionBranch(norm1, self_attn, new Dropout(dropout)));
    const [inner, outer] = [new Dropout(dropout), new Dropout(dropout)];
    this.feedForward = new Residual(
      new Sequential(norm2, linear1, activation, inner, linear2, outer),
    );
  }

  /** `options`: the masks of the attention. */
  forward(x: Tensor, options: AttentionOptions = {}): Tensor {
    return this.feedForward.forward(this.attention.forward(x, options));
  }
}

/** What stands beside the first identity path. */
class AttentionBranch extends Module {
  readonly norm: LayerNorm;
  readonly attention: MultiheadAttention;
  readonly dropout: Dropout;

  constructor(norm: LayerNorm, attention: MultiheadAttention, dropout: Dropout) {
    super();
    this.norm = norm;
    this.attention = attention;
    this.dropout = dropout;
  }

  forward(x: Tensor, options: AttentionOptions = {}): Tensor {
    return this.dropout.forward(this.attention.forward(this.norm.forward(x), options));
  }
}
