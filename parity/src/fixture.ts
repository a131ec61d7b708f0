import { readFileSync } from 'node:fs';
import { parseSafetensors } from '@plumbline/safetensors';
import type { Tensor } from '@plumbline/tensor';
import { type Pattern, uniform } from './pattern.ts';

/** One call of a function, and what PyTorch made of it. */
export interface Case {
  /** `function/variant`: what it is called in the tables, and with which inputs. */
  readonly id: string;
  /** The part before the slash. */
  readonly name: string;
  /** Whether PyTorch refuses the inputs. */
  readonly throws: boolean;
  /** New tensors each time, so that a test may release them. */
  inputs(): Tensor[];
  /** What the file has under the case's name: `output0`, `gradient0`... */
  readonly expected: ReadonlyMap<string, Tensor>;
}

export interface Fixture {
  readonly torch: string;
  /** In the order of the tables in Python, by name. */
  readonly cases: ReadonlyMap<string, readonly Case[]>;
}

/** What python/KIND.py wrote. */
export function readFixture(kind: string): Fixture {
  const name = `${kind}.safetensors`;
  const bytes = readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
  const { tensors, metadata } = parseSafetensors(bytes, { name });
  const { torch = '', ...descriptions } = metadata;
  const byCase = Map.groupBy(Object.entries(tensors), ([name]) => parent(name));
  const cases = Object.entries(descriptions).map(([id, description]) => {
    const stored = (byCase.get(id) ?? []).map(
      ([name, t]) => [name.slice(id.length + 1), t] as const,
    );
    return caseOf(id, description, new Map(stored));
  });
  return { torch, cases: Map.groupBy(cases, ({ name }) => name) };
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function caseOf(id: string, description: string, expected: ReadonlyMap<string, Tensor>): Case {
  const refused = /^throws: ?/.exec(description);
  const inputs = description.slice(refused?.[0].length ?? 0);
  const makers = (inputs === '' ? [] : inputs.split('; ')).map((input, i): (() => Tensor) => {
    if (input !== 'stored') return () => patterned(input, 1 + i, id);
    const tensor = expected.get(`input${i}`);
    if (tensor === undefined) throw new Error(`${id}: the fixture has no input${i}`);
    return () => tensor.clone();
  });
  return {
    id,
    name: parent(id),
    throws: refused !== null,
    inputs: () => makers.map((make) => make()),
    expected,
  };
}

/** `float32[2,3] -1..2` or `float32[2,3] -1..2 seed 7` */
function patterned(text: string, position: number, id: string): Tensor {
  const match = /^(float32|float64)\[([\d,]*)\] (\S+)\.\.(\S+?)(?: seed (\d+))?$/.exec(text);
  if (match === null) throw new Error(`${id}: "${text}" describes no input`);
  const [, dtype, sizes = '', low, high, seed = position] = match;
  const pattern: Pattern = {
    shape: sizes === '' ? [] : sizes.split(',').map(Number),
    low: Number(low),
    high: Number(high),
    dtype: dtype === 'float64' ? 'float64' : 'float32',
  };
  return uniform(pattern, Number(seed));
}

/** What a case counts for: `sum` for `sum axis 1`. */
export function listedName(name: string): string {
  return name.split(' ', 1)[0] ?? name;
}
