import { readFileSync } from 'node:fs';
import * as library from '@plumbline/tensor';
import { isFloat, type Tensor, tensor, tensorsIn } from '@plumbline/tensor';
import { describe, expect, test } from 'vitest';
import { valueAndGrad } from '../src/index.ts';

/** What `fixtures/ops.py` writes with PyTorch. Numbers that JSON does not have are strings. */
interface Described {
  readonly dtype: 'float64' | 'int32' | 'bool';
  readonly shape: number[];
  readonly data: (number | string)[];
}
interface Case {
  readonly op: string;
  /** A function of all inputs, not a method of the first. */
  readonly free: boolean;
  /** The arguments, where '$1' stands for input 1. */
  readonly args: unknown[];
  readonly inputs: Described[];
  readonly outputs: Described[];
  readonly gradients?: (Described | null)[];
}

const path = new URL('fixtures/ops.json', import.meta.url);
const cases: Case[] = JSON.parse(readFileSync(path, 'utf8'));

/** Relative above 1. float32 runs as WebAssembly where there is any. */
const tolerances = { float64: 1e-12, float32: 2e-6 } as const;
type Float = keyof typeof tolerances;

function tensorOf({ dtype, shape, data }: Described, float: Float): Tensor {
  const own = dtype === 'float64' ? float : dtype;
  return tensor(Float64Array.from(data, Number), { shape, dtype: own });
}

/** Numbers and placeholders in place of strings, at any depth. */
function argument(value: unknown, inputs: readonly Tensor[]): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('$')) return inputs[Number(value.slice(1))];
    return Number.isNaN(Number(value)) && value !== 'NaN' ? value : Number(value);
  }
  if (Array.isArray(value)) return value.map((item) => argument(item, inputs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, argument(item, inputs)]),
  );
}

function run({ op, free, args }: Case, inputs: readonly Tensor[]): Tensor[] {
  const given = args.map((arg) => argument(arg, inputs));
  const [x] = inputs;
  const result: unknown = free
    ? Reflect.apply(Reflect.get(library, op), null, given)
    : Reflect.apply(Reflect.get(x ?? {}, op), x, given);
  return [...tensorsIn(result)];
}

/** Infinities and NaN must agree, and numbers within the tolerance. */
function expectClose(found: ArrayLike<number>, { data }: Described, float: Float): void {
  const tolerance = tolerances[float];
  const wanted = data.map((x) => (float === 'float32' ? Math.fround(Number(x)) : Number(x)));
  expect(found.length).toBe(wanted.length);
  for (const [i, x] of wanted.entries()) {
    const y = found[i] ?? Number.NaN;
    if (Object.is(x, y) || x === y) continue;
    const difference = Math.abs(x - y) / Math.max(1, Math.abs(x));
    expect(difference, `element ${i} is ${y}, PyTorch's ${x}`).toBeLessThanOrEqual(tolerance);
  }
}

/** The weights by which the script turns outputs into one number. */
function weightedSum(outputs: readonly Tensor[]): Tensor {
  const parts = outputs
    .filter(({ dtype }) => isFloat(dtype))
    .map((output) => {
      const weights = Float64Array.from(
        { length: output.size },
        (_, i) => Math.cos(1.7 * i + 0.3) + 0.2,
      );
      return output.mul(tensor(weights, { shape: output.shape })).sum();
    });
  return parts.reduce((sum, part) => sum.add(part));
}

const table = (['float64', 'float32'] as const).flatMap((float) =>
  [...new Set(cases.map(({ op }) => op))].map((op) => [op, float] as const),
);

describe.each(table)('%s is PyTorch’s in %s', (op, float) => {
  const own = cases.filter((each) => each.op === op);
  const rows = own.map((each, i) => [i, JSON.stringify(each.args), each] as const);
  test.each(rows)('%i: %s', (_, __, each) => {
    const inputs = each.inputs.map((input) => tensorOf(input, float));
    const outputs = run(each, inputs);
    expect(outputs.map(({ shape }) => shape)).toEqual(each.outputs.map(({ shape }) => shape));
    for (const [i, wanted] of each.outputs.entries()) {
      expect(outputs[i]?.dtype).toBe(wanted.dtype === 'float64' ? float : wanted.dtype);
      expectClose(outputs[i]?.dataSync() ?? [], wanted, float);
    }
    const { gradients } = each;
    if (gradients === undefined) return;
    const floats = inputs.filter(({ dtype }) => isFloat(dtype));
    const { grads } = valueAndGrad((...varied: Tensor[]) => {
      const rest = [...varied];
      const all = inputs.map((x) => (isFloat(x.dtype) ? (rest.shift() ?? x) : x));
      return weightedSum(run(each, all));
    })(...floats);
    for (const [i, x] of floats.entries()) {
      const wanted = gradients[inputs.indexOf(x)];
      if (wanted) expectClose(grads[i]?.dataSync() ?? [], wanted, float);
    }
  });
});
