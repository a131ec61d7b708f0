import * as library from '../src/index.ts';

type Tensor = library.Tensor;
const { tensor } = library;

/** One op of the page: what it is called elsewhere, and a call of it from which the rest is read. */
export interface OpRow {
  readonly name: string;
  readonly numpy: string;
  readonly torch: string;
  readonly call: (x: Tensor, y: Tensor) => unknown;
}

export interface OpSection {
  readonly title: string;
  readonly rows: readonly OpRow[];
}

/** A method, called without arguments where no call is given. */
function op(
  name: string,
  numpy: string,
  torch: string,
  call: OpRow['call'] = (x) => Reflect.apply(Reflect.get(x, name), x, []),
): OpRow {
  return { name, numpy, torch, call };
}

/** A method of two tensors. */
const two = (name: string, numpy: string, torch: string): OpRow =>
  op(name, numpy, torch, (x, y) => Reflect.apply(Reflect.get(x, name), x, [y]));

const index = () => tensor([1, 0], { dtype: 'int32' });
const square = () => index().expand([2, 2]);
const image = (x: Tensor) => x.reshape([1, 1, 3, 3]);

export const sections: readonly OpSection[] = [
  {
    title: 'Pointwise',
    rows: [
      op('neg', 'np.negative', 'torch.neg'),
      op('abs', 'np.abs', 'torch.abs'),
      op('sign', 'np.sign', 'torch.sign'),
      op('square', 'np.square', 'torch.square'),
      op('reciprocal', 'np.reciprocal', 'torch.reciprocal'),
      op('sqrt', 'np.sqrt', 'torch.sqrt'),
      op('rsqrt', '', 'torch.rsqrt'),
      op('exp', 'np.exp', 'torch.exp'),
      op('expm1', 'np.expm1', 'torch.expm1'),
      op('log', 'np.log', 'torch.log'),
      op('log2', 'np.log2', 'torch.log2'),
      op('log10', 'np.log10', 'torch.log10'),
      op('log1p', 'np.log1p', 'torch.log1p'),
      op('sin', 'np.sin', 'torch.sin'),
      op('cos', 'np.cos', 'torch.cos'),
      op('tan', 'np.tan', 'torch.tan'),
      op('asin', 'np.arcsin', 'torch.asin'),
      op('acos', 'np.arccos', 'torch.acos'),
      op('atan', 'np.arctan', 'torch.atan'),
      two('atan2', 'np.arctan2', 'torch.atan2'),
      op('sinh', 'np.sinh', 'torch.sinh'),
      op('cosh', 'np.cosh', 'torch.cosh'),
      op('tanh', 'np.tanh', 'torch.tanh'),
      op('asinh', 'np.arcsinh', 'torch.asinh'),
      op('acosh', 'np.arccosh', 'torch.acosh'),
      op('atanh', 'np.arctanh', 'torch.atanh'),
      op('erf', 'scipy.special.erf', 'torch.erf'),
      op('floor', 'np.floor', 'torch.floor'),
      op('ceil', 'np.ceil', 'torch.ceil'),
      op('round', 'np.round', 'torch.round'),
      op('trunc', 'np.trunc', 'torch.trunc'),
      two('add', 'np.add', 'torch.add'),
      two('sub', 'np.subtract', 'torch.sub'),
      two('mul', 'np.multiply', 'torch.mul'),
      two('div', 'np.divide', 'torch.div'),
      two('pow', 'np.power', 'torch.pow'),
      two('maximum', 'np.maximum', 'torch.maximum'),
      two('minimum', 'np.minimum', 'torch.minimum'),
      op('clamp', 'np.clip', 'torch.clamp', (x) => x.clamp(0, 1)),
      op('where', 'np.where', 'torch.where', (x, y) => library.where(x.gt(0), x, y)),
      op('maskedFill', '', 'Tensor.masked_fill', (x) => x.maskedFill(x.gt(0), 1)),
    ],
  },
  {
    title: 'Comparisons and logic',
    rows: [
      two('eq', 'np.equal', 'torch.eq'),
      two('ne', 'np.not_equal', 'torch.ne'),
      two('lt', 'np.less', 'torch.lt'),
      two('le', 'np.less_equal', 'torch.le'),
      two('gt', 'np.greater', 'torch.gt'),
      two('ge', 'np.greater_equal', 'torch.ge'),
      two('logicalAnd', 'np.logical_and', 'torch.logical_and'),
      two('logicalOr', 'np.logical_or', 'torch.logical_or'),
      two('logicalXor', 'np.logical_xor', 'torch.logical_xor'),
      op('logicalNot', 'np.logical_not', 'torch.logical_not'),
      op('isNaN', 'np.isnan', 'torch.isnan'),
      op('isFinite', 'np.isfinite', 'torch.isfinite'),
      op('isInf', 'np.isinf', 'torch.isinf'),
      two('isClose', 'np.isclose', 'torch.isclose'),
      two('allClose', 'np.allclose', 'torch.allclose'),
    ],
  },
  {
    title: 'Activations',
    rows: [
      op('relu', '', 'F.relu'),
      op('relu6', '', 'F.relu6'),
      op('leakyRelu', '', 'F.leaky_relu'),
      op('elu', '', 'F.elu'),
      op('selu', '', 'F.selu'),
      op('celu', '', 'F.celu'),
      op('gelu', '', 'F.gelu'),
      op('silu', '', 'F.silu'),
      op('mish', '', 'F.mish'),
      op('sigmoid', 'scipy.special.expit', 'torch.sigmoid'),
      op('logSigmoid', 'scipy.special.log_expit', 'F.logsigmoid'),
      op('hardsigmoid', '', 'F.hardsigmoid'),
      op('hardswish', '', 'F.hardswish'),
      op('hardtanh', '', 'F.hardtanh'),
      op('softplus', '', 'F.softplus'),
      op('softsign', '', 'F.softsign'),
      op('softmax', 'scipy.special.softmax', 'torch.softmax'),
      op('logSoftmax', 'scipy.special.log_softmax', 'torch.log_softmax'),
    ],
  },
  {
    title: 'Reductions',
    rows: [
      op('sum', 'np.sum', 'torch.sum'),
      op('prod', 'np.prod', 'torch.prod'),
      op('mean', 'np.mean', 'torch.mean'),
      op('var', 'np.var (ddof=1)', 'torch.var'),
      op('std', 'np.std (ddof=1)', 'torch.std'),
      op('norm', 'np.linalg.norm', 'torch.linalg.vector_norm'),
      op('logsumexp', 'scipy.special.logsumexp', 'torch.logsumexp'),
      op('max', 'np.max', 'torch.amax'),
      op('min', 'np.min', 'torch.amin'),
      op('argmax', 'np.argmax', 'torch.argmax'),
      op('argmin', 'np.argmin', 'torch.argmin'),
      op('any', 'np.any', 'torch.any'),
      op('all', 'np.all', 'torch.all'),
    ],
  },
  {
    title: 'Order',
    rows: [
      op('sort', 'np.sort', 'torch.sort'),
      op('argsort', 'np.argsort', 'torch.argsort'),
      op('topk', '', 'torch.topk', (x) => x.topk(2)),
      op('cumsum', 'np.cumsum', 'torch.cumsum', (x) => x.cumsum(0)),
      op('cumprod', 'np.cumprod', 'torch.cumprod', (x) => x.cumprod(0)),
    ],
  },
  {
    title: 'Products',
    rows: [
      two('matmul', 'np.matmul', 'torch.matmul'),
      op('einsum', 'np.einsum', 'torch.einsum', (x, y) => library.einsum('ij,jk->ik', x, y)),
      op('conv2d', '', 'F.conv2d', (x, y) => image(x).conv2d(image(y))),
      op('maxPool2d', '', 'F.max_pool2d', (x) => image(x).maxPool2d(2)),
      op('avgPool2d', '', 'F.avg_pool2d', (x) => image(x).avgPool2d(2)),
    ],
  },
  {
    title: 'Indexing',
    rows: [
      op('slice', 'x[a:b]', 'x[a:b]', (x) => x.slice([1, 3])),
      op('at', 'x[i]', 'x[i]', (x) => x.at(index())),
      op('narrow', '', 'torch.narrow', (x) => x.narrow(0, 1, 2)),
      op('take', 'np.take', 'torch.take', (x) => x.take(index())),
      op('indexSelect', 'np.take', 'torch.index_select', (x) => x.indexSelect(0, index())),
      op('indexAdd', 'np.add.at', 'torch.index_add', (x, y) =>
        x.indexAdd(0, index(), y.slice([0, 2])),
      ),
      op('gather', 'np.take_along_axis', 'torch.gather', (x) => x.gather(0, square())),
      op('scatterAdd', '', 'torch.scatter_add', (x, y) =>
        x.scatterAdd(0, square(), y.slice([0, 2], [0, 2])),
      ),
      op('maskedSelect', 'x[mask]', 'torch.masked_select', (x) => x.maskedSelect(x.gt(0))),
      op('nonzero', 'np.argwhere', 'torch.nonzero'),
    ],
  },
  {
    title: 'Shape',
    rows: [
      op('reshape', 'np.reshape', 'torch.reshape', (x) => x.reshape([9])),
      op('flatten', 'np.ravel', 'torch.flatten'),
      op('squeeze', 'np.squeeze', 'torch.squeeze'),
      op('unsqueeze', 'np.expand_dims', 'torch.unsqueeze', (x) => x.unsqueeze(0)),
      op('permute', 'np.transpose', 'torch.permute', (x) => x.permute([1, 0])),
      op('transpose', 'np.swapaxes', 'torch.transpose'),
      op('movedim', 'np.moveaxis', 'torch.movedim', (x) => x.movedim(0, 1)),
      op('expand', 'np.broadcast_to', 'Tensor.expand', (x) => x.expand([2, 3, 3])),
      op('flip', 'np.flip', 'torch.flip'),
      op('split', 'np.split', 'torch.split', (x) => x.split(2)),
      op('chunk', 'np.array_split', 'torch.chunk', (x) => x.chunk(2)),
      op('unbind', 'np.unstack', 'torch.unbind'),
      op('diagonal', 'np.diagonal', 'torch.diagonal'),
      op('diag', 'np.diag', 'torch.diag'),
      op('tril', 'np.tril', 'torch.tril'),
      op('triu', 'np.triu', 'torch.triu'),
      op('concat', 'np.concatenate', 'torch.cat', (x, y) => library.concat([x, y])),
      op('stack', 'np.stack', 'torch.stack', (x, y) => library.stack([x, y])),
      op('pad', 'np.pad', 'F.pad', (x) => x.pad([1, 1])),
      op('roll', 'np.roll', 'torch.roll', (x) => x.roll(1)),
      op('tile', 'np.tile', 'torch.tile', (x) => x.tile([2, 1])),
      op('repeatInterleave', 'np.repeat', 'torch.repeat_interleave', (x) => x.repeatInterleave(2)),
      op('clone', 'np.copy', 'torch.clone'),
      op('alias', '', ''),
      op('to', 'ndarray.astype', 'Tensor.to', (x) => x.to('float64')),
    ],
  },
  {
    title: 'Made without a tensor',
    rows: [
      op('tensor', 'np.array', 'torch.tensor', () => tensor([1])),
      op('zeros', 'np.zeros', 'torch.zeros', () => library.zeros([2])),
      op('ones', 'np.ones', 'torch.ones', () => library.ones([2])),
      op('full', 'np.full', 'torch.full', () => library.full([2], 3)),
      op('zerosLike', 'np.zeros_like', 'torch.zeros_like', (x) => library.zerosLike(x)),
      op('onesLike', 'np.ones_like', 'torch.ones_like', (x) => library.onesLike(x)),
      op('arange', 'np.arange', 'torch.arange', () => library.arange(3)),
      op('linspace', 'np.linspace', 'torch.linspace', () => library.linspace(0, 1, 3)),
      op('logspace', 'np.logspace', 'torch.logspace', () => library.logspace(0, 1, 3)),
      op('eye', 'np.eye', 'torch.eye', () => library.eye(3)),
      op('oneHot', '', 'F.one_hot', () => library.oneHot(index(), 2)),
      op('rand', 'np.random.rand', 'torch.rand', () => library.rand([2])),
      op('randn', 'np.random.randn', 'torch.randn', () => library.randn([2])),
      op('uniform', 'np.random.uniform', 'Tensor.uniform_', () => library.uniform(0, 2, [2])),
      op('normal', 'np.random.normal', 'torch.normal', () => library.normal(0, 2, [2])),
      op('bernoulli', 'np.random.binomial', 'torch.bernoulli', () => library.bernoulli(0.5, [2])),
      op('randint', 'np.random.randint', 'torch.randint', () => library.randint(0, 9, [2])),
      op('randperm', 'np.random.permutation', 'torch.randperm', () => library.randperm(4)),
      op('multinomial', 'np.random.choice', 'torch.multinomial', (x) =>
        library.multinomial(x.abs().add(1), 2),
      ),
    ],
  },
];
