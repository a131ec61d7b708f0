import { backward } from '@plumbline/autograd';
import { crossEntropy, type Module } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { randint, randn } from '@plumbline/tensor';
import type { Work } from './case.ts';

/** One step on the same batch each time; the loss is read, as training does to report it. */
export function trainingStep(model: Module, inputShape: readonly [number, ...number[]]): Work {
  const optimizer = new SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
  const [x, labels] = [randn(inputShape), randint(0, 10, [inputShape[0]])];
  return () => {
    const loss = crossEntropy(model.forward(x), labels);
    optimizer.zeroGrad();
    backward(loss);
    optimizer.step();
    loss.item();
  };
}
