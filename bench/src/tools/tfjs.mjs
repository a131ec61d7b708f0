/**
 * TensorFlow.js on its WebAssembly backend as a tool of the comparison. Plain JavaScript, since it
 * is installed outside the workspace. The argument is the number of threads.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { serve } from './serve.ts';

const require = createRequire(join(import.meta.dirname, '../../peers/package.json'));
// Its notices would be taken for answers.
console.log = console.warn = console.info = () => {};
const tf = require('@tensorflow/tfjs');
const backend = require('@tensorflow/tfjs-backend-wasm');
const threads = Number(process.argv[2]);
const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
backend.setWasmPaths(`${join(folder, 'wasm-out')}/`);
if (threads > 1) backend.setThreadsCount(threads);
await tf.setBackend('wasm');
await tf.ready();

function read(make) {
  return () =>
    tf.tidy(() => {
      for (const tensor of [make()].flat()) tensor.dataSync();
    });
}

function trainingStep(model, x) {
  const optimizer = tf.train.momentum(0.01, 0.9);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const labels = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: x.shape[0] }, (_, i) => i % 10),
      'int32',
    ),
    10,
  );
  return () => model.trainOnBatch(x, labels.toFloat());
}

function perceptron(sizes) {
  const model = tf.sequential();
  for (let i = 1; i < sizes.length; i++) {
    const activation = i < sizes.length - 1 ? 'relu' : 'softmax';
    const input = i === 1 ? { inputShape: [sizes[0]] } : {};
    model.add(tf.layers.dense({ units: sizes[i], activation, ...input }));
  }
  return model;
}

function convolution(x, filters, kernelSize, strides) {
  const options = { filters, kernelSize, strides, padding: 'same', useBias: false };
  return tf.layers.batchNormalization({}).apply(tf.layers.conv2d(options).apply(x));
}

function resnet20() {
  const relu = (x) => tf.layers.activation({ activation: 'relu' }).apply(x);
  const input = tf.input({ shape: [32, 32, 3] });
  let x = relu(convolution(input, 16, 3, 1));
  for (const outputs of [16, 32, 64]) {
    for (let i = 0; i < 3; i++) {
      const stride = outputs > 16 && i === 0 ? 2 : 1;
      const branch = convolution(relu(convolution(x, outputs, 3, stride)), outputs, 3, 1);
      const shortcut = stride === 1 ? x : convolution(x, outputs, 1, stride);
      x = relu(tf.layers.add().apply([branch, shortcut]));
    }
  }
  const pooled = tf.layers.globalAveragePooling2d({}).apply(x);
  const outputs = tf.layers.dense({ units: 10, activation: 'softmax' }).apply(pooled);
  return tf.model({ inputs: input, outputs });
}

const image = () => tf.randomNormal([16, 32, 32, 64]);
const weight = () => tf.randomNormal([3, 3, 64, 64]);

const cases = {
  matmul: () => {
    const [a, b] = [tf.randomNormal([1024, 1024]), tf.randomNormal([1024, 1024])];
    return read(() => tf.matMul(a, b));
  },
  mlp: () => trainingStep(perceptron([784, 512, 512, 10]), tf.randomNormal([128, 784])),
  'deep-mlp': () =>
    trainingStep(perceptron([...Array(50).fill(64), 10]), tf.randomNormal([64, 64])),
  'resnet-20': () => trainingStep(resnet20(), tf.randomNormal([32, 32, 32, 3])),
  'conv-forward': () => {
    const [x, w] = [image(), weight()];
    return read(() => tf.conv2d(x, w, 1, 'same'));
  },
  'conv-both': () => {
    const [x, w, gradient] = [image(), weight(), tf.ones([16, 32, 32, 64])];
    const gradients = tf.grads((x, w) => tf.conv2d(x, w, 1, 'same'));
    return read(() => gradients([x, w], gradient));
  },
  pointwise: () => {
    const e = tf.randomNormal([4 * 2 ** 20]);
    return read(() => tf.relu(e.mul(1.1).add(0.1)).mul(0.5).sum());
  },
};

const name = `TensorFlow.js ${tf.version.tfjs} (wasm)`;
await serve({ name, threads: backend.getThreadsCount() }, (name) => cases[name]());
