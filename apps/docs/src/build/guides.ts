/** The guides, each `guides/NAME.md`, in an order in which they can be read. */
export const guides = [
  { name: 'tensors', title: 'Tensors' },
  { name: 'gradients', title: 'Gradients' },
  { name: 'vanishing-gradient', title: 'The vanishing gradient problem' },
  { name: 'residual-block', title: 'Why a residual block helps' },
  { name: 'own-block', title: 'A block of one’s own' },
  { name: 'own-data', title: 'Training on one’s own data' },
  { name: 'diagnosing', title: 'A network that won’t learn' },
  { name: 'testing-trainability', title: 'Testing trainability in CI' },
  { name: 'pytorch', title: 'From and to PyTorch' },
  { name: 'speed', title: 'Speed' },
  { name: 'memory', title: 'Memory' },
  { name: 'adding-an-op', title: 'Adding an op' },
] as const;
