import { Parameter } from '@plumbline/autograd';
import {
  Conv2d,
  ConvTranspose2d,
  Linear,
  Module,
  MultiheadAttention,
  resnet18,
  resnet20,
  resnet50,
  Sequential,
} from '@plumbline/layers';
import { ones, randn, type Tensor, zeros } from '@plumbline/tensor';
import { describe, expect, it } from 'vitest';
import { summary } from '../src/index.ts';

describe('summary', () => {
  it.each([
    // torchvision's documentation: GFLOPS (which are multiply-adds) and parameters of its models.
    ['resnet18', resnet18, 1.81, 11_689_512],
    ['resnet50', resnet50, 4.09, 25_557_032],
  ])(
    '%s takes what torchvision says',
    (_, make, giga, parameters) => {
      const { multiplyAdds, parameters: counted } = summary(make(), zeros([1, 3, 224, 224]));
      expect(multiplyAdds / 1e9).toBeCloseTo(giga, 2);
      expect(counted).toBe(parameters);
    },
    60_000,
  );

  it('counts the products of every op that has some', () => {
    const of = (model: Module, input: Tensor) => summary(model, input).multiplyAdds;
    expect(of(new Linear(5, 7), zeros([3, 5]))).toBe(3 * 5 * 7);
    const grouped = new Conv2d(4, 6, 3, { groups: 2, stride: 2, padding: 1 });
    expect(of(grouped, zeros([2, 4, 8, 8]))).toBe(2 * 6 * 4 * 4 * (2 * 9));
    expect(of(new ConvTranspose2d(4, 6, 2), zeros([2, 4, 5, 5]))).toBe(2 * 4 * 25 * 6 * 4);
    // Four projections of 8 to 8, and for each of 2 heads 3 x 4 · 4 x 3 and 3 x 3 · 3 x 4.
    const attention = new MultiheadAttention(8, 2);
    expect(of(attention, zeros([1, 3, 8]))).toBe(4 * 3 * 8 * 8 + 2 * 2 * 3 * 3 * 4);
  });

  it('has a line for every module, shapes, and sums', () => {
    const model = resnet20({ width: 4 });
    const { rows, outputBytes } = summary(model, zeros([2, 3, 8, 8]));
    expect(rows.map(({ name }) => name)).toEqual(model.namedModules().map(([name]) => name));
    const row = (name: string) => rows.find((each) => each.name === name);
    expect(row('layer2.0.conv1')).toMatchObject({
      outputShape: [2, 8, 4, 4],
      parameters: 4 * 8 * 9,
    });
    expect(row('layer2.0')?.outputBytes).toBe(0);
    expect(row('conv1')?.outputBytes).toBe(2 * 4 * 8 * 8 * 4);
    expect(outputBytes).toBe(rows.reduce((sum, each) => sum + each.outputBytes, 0));
    expect(rows.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(model.parameterCount);
  });

  it('names what did not run, what is frozen, and parameters in arrays', () => {
    class Odd extends Module {
      readonly unused = new Linear(2, 2);
      readonly scales = [new Parameter(ones([3]))];
      forward(x: Tensor): Tensor {
        return x.mul(this.scales[0]!);
      }
    }
    const model = new Sequential(new Odd());
    for (const parameter of model.parameters()) parameter.requiresGrad = false;
    const text = summary(model, zeros([1, 3])).toString();
    expect(text).toMatch(/unused +Linear +\(not run\) +6/);
    expect(text).toMatch(/0 +Odd +\[1, 3\] +3/);
    expect(text).toContain('9 parameters, 9 of them frozen (36 B)');
  });

  it('leaves the model as it was, also where its forward fails', () => {
    const model = resnet20({ width: 4 });
    const before = model.namedBuffers().map(([, buffer]) => [...buffer.dataSync()]);
    summary(model, randn([2, 3, 8, 8]));
    expect(() => summary(model, randn([2, 4, 8, 8]))).toThrow(/4 channels|\[2, 4, 8, 8\]/);
    expect(model.namedBuffers().map(([, buffer]) => [...buffer.dataSync()])).toEqual(before);
    expect(model.training).toBe(true);
    expect(summary(model, zeros([2, 3, 8, 8])).multiplyAdds).toBeGreaterThan(0);
  });
});
