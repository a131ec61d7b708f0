// Runs in a project that has only the packed @plumbline/layers and @plumbline/optimizers.
import { backward } from '@plumbline/autograd';
import { Linear, mse, ReLU, Sequential } from '@plumbline/layers';
import { SGD } from '@plumbline/optimizers';
import { manualSeed, randn } from '@plumbline/tensor';

manualSeed(1);
const model = new Sequential(new Linear(2, 16), new ReLU(), new Linear(16, 1));
const optimizer = new SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });
const x = randn([64, 2]);
const y = x.square().sum(1, { keepdim: true });

let first = 0;
let last = 0;
for (let step = 0; step < 300; step++) {
  const loss = mse(model.forward(x), y);
  optimizer.zeroGrad();
  backward(loss);
  optimizer.step();
  last = loss.item();
  if (step === 0) first = last;
}
if (!(last < first / 10)) throw new Error(`the loss went from ${first} to ${last}`);
console.log(`trained on ${process.version}: ${first} to ${last}`);
