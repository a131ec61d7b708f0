/**
 * jax-js on its WebAssembly backend as a tool of the comparison. Plain JavaScript, since it is
 * installed outside the workspace. It has no momentum here and no batch normalization.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from './serve.ts';

const require = createRequire(join(import.meta.dirname, '../../peers/package.json'));
const main = require.resolve('@jax-js/jax');
const { init, defaultDevice, numpy, nn, random, jit, valueAndGrad, lax } = await import(
  pathToFileURL(main).href
);
await init('wasm');
defaultDevice('wasm');

function normal(seed, shape) {
  return random.normal(random.key(seed), shape);
}

function read(compiled, ...inputs) {
  return () => compiled(...inputs.map((input) => input.ref)).data();
}

function trainingStep(sizes, batch) {
  let parameters = [];
  for (let i = 0; i < sizes.length - 1; i++) {
    const scale = Math.sqrt(2 / sizes[i]);
    parameters.push(normal(i, [sizes[i], sizes[i + 1]]).mul(scale), numpy.zeros([sizes[i + 1]]));
  }
  const loss = (parameters, x, y) => {
    let h = x;
    for (let i = 0; i < parameters.length; i += 2) {
      h = numpy.matmul(h, parameters[i]).add(parameters[i + 1]);
      if (i < parameters.length - 2) h = nn.relu(h);
    }
    return nn
      .logSoftmax(h)
      .mul(y)
      .sum()
      .mul(-1 / batch);
  };
  const step = jit((parameters, x, y) => {
    const references = parameters.map((parameter) => parameter.ref);
    const [value, gradients] = valueAndGrad(loss)(references, x, y);
    return [value, parameters.map((parameter, i) => parameter.sub(gradients[i].mul(0.01)))];
  });
  const x = normal(99, [batch, sizes[0]]);
  const y = nn.oneHot(numpy.zeros([batch], { dtype: numpy.int32 }), 10);
  return async () => {
    const [value, updated] = step(parameters, x.ref, y.ref);
    parameters = updated;
    await value.data();
  };
}

const cases = {
  matmul: () =>
    read(
      jit((a, b) => numpy.matmul(a, b)),
      normal(0, [1024, 1024]),
      normal(1, [1024, 1024]),
    ),
  mlp: () => trainingStep([784, 512, 512, 10], 128),
  'deep-mlp': () => trainingStep([...Array(50).fill(64), 10], 64),
  'conv-forward': () =>
    read(
      jit((x, weight) => lax.convGeneralDilated(x, weight, [1, 1], 'SAME')),
      normal(0, [16, 64, 32, 32]),
      normal(1, [64, 64, 3, 3]),
    ),
  pointwise: () =>
    read(
      jit((e) => nn.relu(e.mul(1.1).add(0.1)).mul(0.5).sum()),
      normal(0, [4 * 2 ** 20]),
    ),
};

const manifest = join(dirname(main), '../package.json');
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
await serve({ name: `jax-js ${version} (wasm, SGD without momentum)`, threads: 1 }, (name) => {
  if (cases[name] === undefined) throw new Error('left out: it takes seconds or lacks an op');
  return cases[name]();
});
