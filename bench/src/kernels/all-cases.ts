import { channelCases } from './channel-cases.ts';
import { convCases } from './conv-cases.ts';
import { copyCases } from './copy-cases.ts';
import type { Family, KernelCase } from './kernel-case.ts';
import { layerNormCases } from './layer-norm-cases.ts';
import { matmulCases } from './matmul-cases.ts';
import { pointwiseCases } from './pointwise-cases.ts';
import { reduceCases } from './reduce-cases.ts';
import { softmaxCases } from './softmax-cases.ts';

/** In the order of the table. */
export const casesOf: Record<Family, readonly KernelCase[]> = {
  matmul: matmulCases,
  conv: convCases,
  pointwise: pointwiseCases,
  reduce: reduceCases,
  channel: channelCases,
  'layer-norm': layerNormCases,
  copy: copyCases,
  softmax: softmaxCases,
};
