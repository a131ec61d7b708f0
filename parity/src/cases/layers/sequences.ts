import {
  Dropout,
  Dropout2d,
  Embedding,
  GELU,
  MultiheadAttention,
  type MultiheadAttentionOptions,
  TransformerBlock,
} from '@plumbline/layers';
import type { Tensor } from '@plumbline/tensor';
import type { Called, Layers } from './made.ts';

type Role = 'key' | 'value' | 'attnMask' | 'keyPaddingMask';

/** `roles` says what inputs after the first one are. */
function attention(
  options: MultiheadAttentionOptions,
  roles: readonly Role[] = [],
  causal = false,
): Called {
  const layer = new MultiheadAttention(8, 2, options);
  const call: Called['call'] = (query, ...others) => {
    const given: Partial<Record<Role, Tensor>> = {};
    for (const [i, role] of roles.entries()) given[role] = others[i]!;
    return layer.forward(query!, { ...given, causal });
  };
  return { layer, call };
}

/** Of tokens, and dropout. */
export const sequences: Layers = {
  Embedding: (o) => new Embedding(5, 3, o),
  'Embedding padding': (o) => new Embedding(5, 3, { paddingIdx: 1, ...o }),
  'Embedding padding -1': (o) => new Embedding(5, 3, { paddingIdx: -1, ...o }),
  MultiheadAttention: (o) => attention(o),
  'MultiheadAttention no bias': (o) => attention({ bias: false, ...o }),
  'MultiheadAttention cross': (o) => attention(o, ['key', 'value']),
  'MultiheadAttention keys as values': (o) => attention({ bias: false, ...o }, ['key']),
  'MultiheadAttention causal': (o) => attention(o, [], true),
  'MultiheadAttention padded': (o) => attention(o, ['keyPaddingMask']),
  'MultiheadAttention both masks': (o) => attention(o, ['keyPaddingMask', 'attnMask']),
  'MultiheadAttention masked': (o) => attention(o, ['attnMask']),
  'TransformerBlock masked': (o) => {
    const layer = new TransformerBlock(8, 2, { dimFeedforward: 16, dropout: 0, ...o });
    return { layer, call: (x, attnMask) => layer.forward(x!, { attnMask: attnMask! }) };
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
