/** The names of the cases, the same in every tool. */
export const caseNames = [
  'matmul',
  'mlp',
  'deep-mlp',
  'resnet-20',
  'conv-forward',
  'conv-both',
  'pointwise',
] as const;
export type CaseName = (typeof caseNames)[number];

/** What each case does, for the table. */
export const descriptions: Record<CaseName, string> = {
  matmul: 'matmul, 1024 x 1024 x 1024',
  mlp: 'training step of an MLP, 784-512-512-10, batch 128, SGD with momentum',
  'deep-mlp': 'training step of a deep MLP, 50 layers (64 wide), batch 64, SGD with momentum',
  'resnet-20': 'training step of ResNet-20, 3 x 32 x 32, batch 32, SGD with momentum',
  'conv-forward': 'convolution 3 x 3, 64 to 64 channels, 32 x 32, batch 16: forward',
  'conv-both': 'the same convolution, forward and both gradients',
  pointwise: 'sum(relu(e * 1.1 + 0.1) * 0.5), 4 Mi elements',
};

/** Multiply-adds count as two. Only where the number is the usual measure. */
export const floatingPointOperations: Partial<Record<CaseName, number>> = {
  matmul: 2 * 1024 ** 3,
};

/** Does a case's work once, to the end. */
export type Work = () => void;
