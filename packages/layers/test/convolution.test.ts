import { gradcheck } from '@plumbline/autograd';
import { Generator, ones, randn } from '@plumbline/tensor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Conv1d, Conv2d, ConvTranspose2d } from '../src/index.ts';
import { expectClose } from './close.ts';

const float64 = { dtype: 'float64', generator: new Generator(10) } as const;

test('a transposed convolution is the transpose: ⟨conv(x), y⟩ = ⟨x, transposed(y)⟩', () => {
  const size = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(size, size, size, size, size, fc.nat(1e6), (k, stride, dilation, a, b, seed) => {
      const random = { dtype: 'float64', generator: new Generator(seed) } as const;
      const geometry = { stride, padding: k - 1, dilation, groups: 2, bias: false, ...random };
      const conv = new Conv2d(2 * a, 2 * b, k, geometry);
      const x = randn([2, 2 * a, 7, 8], random);
      const image = conv.forward(x);
      const y = randn(image.shape, random);
      const [rows, columns] = [7, 8].map(
        (side) => (side + 2 * (k - 1) - dilation * (k - 1) - 1) % stride,
      );
      const outputPadding = [rows!, columns!] as const;
      const transposed = new ConvTranspose2d(2 * b, 2 * a, k, { ...geometry, outputPadding });
      transposed.weight.assign(conv.weight);
      expectClose(image.mul(y).sum(), x.mul(transposed.forward(y)).sum(), 1e-10);
    }),
  );
});

test("padding 'same' keeps the size, whatever the kernel", () => {
  const size = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(size, size, size, (rows, columns, dilation) => {
      const layer = new Conv2d(1, 1, [rows, columns], { padding: 'same', dilation });
      expect(layer.forward(ones([1, 1, 5, 6])).shape).toEqual([1, 1, 5, 6]);
      const line = new Conv1d(1, 1, rows, { padding: 'same', dilation });
      expect(line.forward(ones([1, 1, 7])).shape).toEqual([1, 1, 7]);
    }),
  );
});

test('gradients agree with differences', () => {
  const transposed = new ConvTranspose2d(2, 3, [3, 2], { stride: 2, padding: 1, ...float64 });
  gradcheck((x) => transposed.forward(x), [randn([2, 2, 3, 4], float64)]);
  const line = new Conv1d(2, 3, 4, { padding: 'same', ...float64 });
  gradcheck((x) => line.forward(x), [randn([2, 2, 5], float64)]);
});

test('weights start uniform in ±1/√fanIn, fanIn being axis 1 times the kernel', () => {
  const layer = new ConvTranspose2d(64, 16, 5, { groups: 4 });
  expect(layer.weight.shape).toEqual([64, 4, 5, 5]);
  for (const parameter of layer.parameters()) {
    const largest = parameter.abs().max().item();
    expect(largest).toBeLessThanOrEqual(0.1);
    expect(largest).toBeGreaterThan(0.08);
  }
});

test('errors name the layer, the shapes and the fix', () => {
  const stride = { padding: 'same', stride: 2 } as const;
  expect(() => new Conv2d(1, 1, 3, stride)).toThrow("padding 'same' needs stride 1, got 2");
  const full: object = { padding: 'full' };
  expect(() => new Conv2d(1, 1, 3, full)).toThrow("'same' or 'valid', got 'full'");
  expect(() => new Conv1d(2, 3, 3).forward(ones([2, 3, 5]))).toThrow(
    'Conv1d(2, 3): an input of shape [2, 3, 5]; expected [N, 2, L]',
  );
  const layer = new ConvTranspose2d(2, 3, 1, { padding: 2 });
  expect(() => layer.forward(ones([1, 2, 3, 3]))).toThrow(
    'ConvTranspose2d(2, 3): an input of shape [1, 2, 3, 3]; expected [N, 2, H, W], large enough ' +
      'for padding [2, 2]',
  );
  expect(() => layer.forward(ones([2, 3, 3]))).toThrow('expected [N, 2, H, W]');
  expect(() => new ConvTranspose2d(2, 3, 3, { outputPadding: 1 })).toThrow(
    'outputPadding [1, 1] must be less than the stride [1, 1]',
  );
  expect(() => new ConvTranspose2d(2, 3, 3, { stride: 2, outputPadding: 0.5 })).toThrow(
    'ConvTranspose2d: outputPadding must be a whole number from 0 up, got 0.5',
  );
  expect(() => new ConvTranspose2d(2, 3, 3, { stride: 0 })).toThrow('ConvTranspose2d: stride');
  expect(() => new ConvTranspose2d(2, 3, 3, { groups: 2 })).toThrow('do not split into 2 groups');
});
