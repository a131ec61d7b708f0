import { backward, noGrad } from '@plumbline/autograd';
import { crossEntropy, type Module, resnet20 } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { scope, stack, type Tensor, tensor } from '@plumbline/tensor';
import { stateValues, uniform } from './pattern.ts';

const [batchSize, side] = [32, 16];

/** The losses of the first steps of ResNet-20, as python/training.py trains it. */
export function train(steps: number): number[] {
  const model = start();
  const optimizer = new SGD(model.parameters(), { lr: 0.01, momentum: 0.9, weightDecay: 1e-4 });
  return Array.from({ length: steps }, (_, step) => {
    const { images, labels } = batch(step);
    const loss = crossEntropy(model.forward(images), labels);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
    return loss.item();
  });
}

/** Noise, and a weaker picture of the class in it. */
function batch(step: number): { images: Tensor; labels: Tensor } {
  const kinds = Int32Array.from({ length: batchSize }, (_, i) => (7 * i + step) % 10);
  const shape = [3, side, side];
  return {
    labels: tensor(kinds),
    images: scope(() => {
      const pictures = Array.from(kinds, (kind) =>
        uniform({ shape, low: -0.5, high: 0.5 }, 4000 + kind),
      );
      const noise = uniform({ shape: [batchSize, ...shape], low: -1, high: 1 }, 5000 + step);
      return stack(pictures).add(noise);
    }),
  };
}

/** Convolutions by formula, the head a quarter of it without a bias, the rest as it is made. */
function start(): Module {
  const model = resnet20();
  noGrad(() => {
    for (const [name, parameter] of model.namedParameters()) {
      const values = stateValues(name, parameter);
      if (parameter.rank >= 2) parameter.assign(name === 'fc.weight' ? values.mul(0.25) : values);
      if (name === 'fc.bias') parameter.assign(parameter.mul(0));
    }
  });
  return model;
}
