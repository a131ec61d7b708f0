import {
  type AttentionMasks,
  Dropout,
  Dropout2d,
  Embedding,
  GELU,
  MultiheadAttention,
  type MultiheadAttentionOptions,
  TransformerBlock,
} from '@plumbline/layers';
import type { Called, Layers } from './made.ts';

function attention(options: MultiheadAttentionOptions, masks: AttentionMasks = {}): Called {
  const layer = new MultiheadAttention(8, 2, options);
  return {
    layer,
    call: (query, key, value) =>
      layer.forward(query!, { ...(key && { key }), ...(value && { value }), ...masks }),
  };
}

/** Of tokens, and dropout. */
export const sequences: Layers = {
  Embedding: (o) => new Embedding(5, 3, o),
  'Embedding padding': (o) => new Embedding(5, 3, { paddingIdx: 1, ...o }),
  MultiheadAttention: (o) => attention(o),
  'MultiheadAttention no bias': (o) => attention({ bias: false, ...o }),
  'MultiheadAttention cross': (o) => attention(o),
  'MultiheadAttention causal': (o) => attention(o, { causal: true }),
  'MultiheadAttention padded': (o) => {
    const layer = new MultiheadAttention(8, 2, o);
    return {
      layer,
      call: (x, keyPaddingMask) => layer.forward(x!, { keyPaddingMask: keyPaddingMask! }),
    };
  },
  TransformerBlock: (o) => new TransformerBlock(8, 2, { dimFeedforward: 16, dropout: 0, ...o }),
  'TransformerBlock gelu': (o) =>
    new TransformerBlock(8, 2, {
      dimFeedforward: 16,
      dropout: 0,
      activation: new GELU(),
      layerNormEps: 1e-3,
      ...o,
    }),
  'TransformerBlock dropout': (o) => new TransformerBlock(8, 2, { dimFeedforward: 16, ...o }),
  Dropout: () => new Dropout(0.3),
  'Dropout 0': () => new Dropout(0),
  Dropout2d: () => new Dropout2d(0.3),
};
