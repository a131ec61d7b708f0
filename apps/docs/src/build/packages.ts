/** The packages in the order in which a newcomer meets them. */
export const packages = [
  'tensor',
  'autograd',
  'layers',
  'optimizers',
  'data',
  'safetensors',
  'training',
  'diagnostics',
  'report',
  'kernels',
] as const;
