import { Linear, type Module, ReLU, Sequential } from '@plumbline/layers';
import type { Work } from './case.ts';
import { trainingStep } from './training-step.ts';

export function mlp(): Work {
  return trainingStep(perceptron([784, 512, 512, 10]), [128, 784]);
}

export function deepMlp(): Work {
  return trainingStep(perceptron([...Array.from({ length: 50 }, () => 64), 10]), [64, 64]);
}

function perceptron(sizes: readonly number[]): Module {
  const layers = sizes.slice(1).flatMap((outputs, i): Module[] => {
    const linear = new Linear(sizes[i] ?? 0, outputs);
    return i === sizes.length - 2 ? [linear] : [linear, new ReLU()];
  });
  return new Sequential(...layers);
}
