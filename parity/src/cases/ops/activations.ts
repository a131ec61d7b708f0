import type { Calls } from '../../evaluate.ts';

export const activations: Calls = {
  relu6: (x) => x.relu6(),
  leakyRelu: (x) => x.leakyRelu(),
  'leakyRelu 0.2': (x) => x.leakyRelu(0.2),
  elu: (x) => x.elu(),
  'elu 0.5': (x) => x.elu(0.5),
  selu: (x) => x.selu(),
  'celu 2': (x) => x.celu(2),
  gelu: (x) => x.gelu(),
  'gelu tanh': (x) => x.gelu({ approximate: 'tanh' }),
  silu: (x) => x.silu(),
  mish: (x) => x.mish(),
  logSigmoid: (x) => x.logSigmoid(),
  hardsigmoid: (x) => x.hardsigmoid(),
  hardswish: (x) => x.hardswish(),
  hardtanh: (x) => x.hardtanh(),
  softplus: (x) => x.softplus(),
  'softplus beta 2': (x) => x.softplus({ beta: 2, threshold: 10 }),
  softsign: (x) => x.softsign(),
};
