import type { CaseName, Work } from './case.ts';

/** Prepares a case's data and network. Each loads its own file, so that one can fail alone. */
export const cases: Record<CaseName, () => Promise<Work>> = {
  matmul: async () => (await import('./matmul.ts')).matmul(),
  mlp: async () => (await import('./mlp.ts')).mlp(),
  'deep-mlp': async () => (await import('./mlp.ts')).deepMlp(),
  'resnet-20': async () => (await import('./resnet.ts')).resnet20(),
  'conv-forward': async () => (await import('./convolution.ts')).convolutionForward(),
  'conv-both': async () => (await import('./convolution.ts')).convolutionBoth(),
  pointwise: async () => (await import('./pointwise.ts')).pointwise(),
};
