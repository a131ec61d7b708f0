import { format } from 'node:util';
import { expect, test } from 'vitest';
import type { Printed } from '../src/runnable/messages.ts';
import { runCode } from '../src/runnable/run-code.ts';

async function run(code: string) {
  const printed: Printed[] = [];
  const failure = await runCode(code, (item) => printed.push(item));
  const text = printed.map((item) => (item.type === 'text' ? item.text : `(${item.type})`));
  return { printed, failure, text };
}

test('types go, imports and await work, and prints are those of Node', async () => {
  const { text, failure } = await run(`import { type Tensor, tensor } from '@plumbline/tensor';
class Box<T> { readonly full = true; constructor(private readonly value: T) {} get(): T { return this.value; } }
const x: Tensor = await Promise.resolve(tensor([1, 2]));
console.log(x, x.shape, new Box(3).get() satisfies number);
console.log('%s of %d', 'one', 2, { a: [1, { b: new Map([[1, 'x']]) }], f: Float32Array.of(1) });`);
  expect(failure).toBeNull();
  expect(text).toEqual([
    'tensor([1., 2.]) [ 2 ] 3',
    format('%s of %d', 'one', 2, { a: [1, { b: new Map([[1, 'x']]) }], f: Float32Array.of(1) }),
  ]);
});

test.each([
  {
    what: 'thrown',
    code: '\n\nconst f = () => {\n  throw new RangeError("no");\n};\nf();',
    line: 4,
  },
  { what: 'after await', code: 'await null;\nnull.x;', line: 2 },
  {
    what: 'in a package',
    code: "import { ones } from '@plumbline/tensor';\nones([2])\n  .add(ones([3]));",
    line: 3,
  },
  {
    what: 'mistyped import',
    code: "import { Linearr } from '@plumbline/layers';\n\nnew Linearr(1, 2);",
    line: 3,
  },
  { what: 'TypeScript', code: 'const a = 1;\nconst b: = 2;', line: 2 },
  { what: 'JavaScript', code: 'const a = 1;\n\nlet a = 2;', line: 3 },
  {
    what: 'unknown package',
    code: "const a = 1;\nimport x from 'lodash';\nconsole.log(x);",
    line: 2,
  },
])('an error has its line: $what', async ({ code, line }) => {
  const { failure } = await run(code);
  expect(failure?.line, failure?.message).toBe(line);
});

test('messages say what is wrong', async () => {
  const message = async (code: string) => (await run(code)).failure?.message;
  expect(await message("import 'lodash'")).toMatch(/no package 'lodash' on this page: @plumbline/);
  expect(await message('let a; let a')).toBe(
    "SyntaxError: Identifier 'a' has already been declared",
  );
  expect(await message('const b: = 2')).toBe('SyntaxError: Unexpected token');
  const importing = (name: string) =>
    message(`import { ${name} } from '@plumbline/layers';\nconsole.log(${name});`);
  expect(await importing('Linearr')).toBe(
    'ReferenceError: @plumbline/layers has no Linearr; did you mean Linear?',
  );
  expect(await importing('toString')).toMatch(/@plumbline\/layers has no toString$/);
  expect(await importing('Linear')).toBeUndefined();
  expect(await message('throw 3')).toBe('thrown: 3');
});

test('tables and pages are no text', async () => {
  const { printed } = await run(`console.table([{ a: 1, b: 'x' }, { a: 2.5 }, 7]);
console.log('see', { toHTML: () => '<p>' });
console.table('no table');`);
  expect(printed).toEqual([
    {
      type: 'table',
      columns: ['(index)', 'a', 'b', 'Values'],
      rows: [
        ['0', '1', 'x', ''],
        ['1', '2.5', '', ''],
        ['2', '', '', '7'],
      ],
    },
    { type: 'text', level: 'log', text: 'see' },
    { type: 'page', html: '<p>' },
    { type: 'text', level: 'log', text: 'no table' },
  ]);
});

test('a loop that prints without end is cut', async () => {
  const { text } = await run('for (let i = 0; i < 10000; i++) console.log(i);');
  expect(text).toHaveLength(501);
  expect(text.at(-2)).toBe('499');
  expect(text.at(-1)).toBe('More was printed than is shown.');
});
