import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReflectionKind } from 'typedoc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entryPoints } from '../src/build/reference/entry-points.ts';
import { type Reference, readReference } from '../src/build/reference/read-reference.ts';
import { undocumented } from '../src/build/reference/undocumented.ts';
import { writeReference } from '../src/build/reference/write-reference.ts';

const pages = mkdtempSync(join(tmpdir(), 'plumbline-reference-'));
let reference: Reference;

beforeAll(async () => {
  reference = await readReference();
  await writeReference(reference, pages);
}, 180_000);
afterAll(() => rmSync(pages, { recursive: true }));

test('every public name has a docstring', () => {
  expect(undocumented(reference.project)).toEqual([]);
});

test.each([
  ['a function', '@plumbline/tensor.zeros'],
  ['a function with overloads', '@plumbline/autograd.grad'],
  ['a class', '@plumbline/layers.Residual'],
  ['a method of a class that is not exported', '@plumbline/tensor.Tensor.matmul'],
  ['an accessor', '@plumbline/tensor.Tensor.rank'],
  ['a field of an interface', '@plumbline/report.Flow.passes'],
  ['a type', '@plumbline/tensor.Shape'],
  ['a constant', '@plumbline/tensor.ops'],
  ['a sub-path', '@plumbline/data/node'],
  ['a name in a namespace', '@plumbline/layers.init.constant'],
])('%s without one is found', (_, name) => {
  expect(undocumentedWithout(name)).toContain(name);
});

/** What is undocumented while this name has no docstring. */
function undocumentedWithout(name: string): string[] {
  const { project } = reference;
  const named = project
    .getReflectionsByKind(ReflectionKind.All)
    .find((reflection) => reflection.isDeclaration() && reflection.getFullName() === name);
  if (!named?.isDeclaration()) throw new Error(`the reference has no ${name}`);
  const said = [named, ...named.getAllSignatures()];
  const comments = said.map(({ comment }) => comment);
  for (const reflection of said) delete reflection.comment;
  const found = undocumented(project);
  for (const [i, comment] of comments.entries()) {
    if (comment !== undefined) said[i]!.comment = comment;
  }
  return found;
}

describe.each(entryPoints)('$name', ({ file, folder }) => {
  const index = () => readFileSync(join(pages, folder, 'index.md'), 'utf8');
  const links = () =>
    [...index().matchAll(/\[([^\][]+)\]\(([^)#]+\.md)\)/g)].map(([, name = '', to = '']) => ({
      name: name.replaceAll('\\', ''),
      page: join(pages, folder, to),
    }));

  test('has a page for every value it exports', { timeout: 60_000 }, async () => {
    const exported = Object.keys(await import(file));
    const listed = new Set(links().map(({ name }) => name));
    expect(exported.filter((name) => !listed.has(name))).toEqual([]);
  });

  test('lists pages that are there', () => {
    expect(links().filter(({ page }) => !existsSync(page))).toEqual([]);
    expect(links().length).toBeGreaterThan(1);
  });
});
