import { formatShape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** A tensor with a name for every axis. */
export interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

interface Einsum {
  readonly inputs: readonly Labelled[];
  readonly output: readonly string[];
  /** The size of every name; an axis of size 1 broadcasts to it. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Reads an einsum equation for its operands; throws where they don't fit it. */
export function parseEinsum(equation: string, operands: readonly Tensor[]): Einsum {
  const fail = (why: string): never => {
    throw new RangeError(`einsum: '${equation}': ${why}`);
  };
  const [left = '', right, ...rest] = equation.replaceAll(' ', '').split('->');
  if (rest.length > 0) fail("there is more than one '->'");
  const terms = left.split(',').map((term) => termOf(term, fail));
  if (terms.length !== operands.length) {
    fail(`it names ${terms.length} operands, but there are ${operands.length}`);
  }
  const inputs = operands.map((tensor, i) => labelled(tensor, terms[i]!, i, fail));
  const sizes = sizesOf(inputs, fail);
  const leading = [...sizes.keys()].filter(isLeading).sort((a, b) => Number(a) - Number(b));
  const output = right === undefined ? onceIn(terms) : termOf(right, fail);
  return { inputs, output: checkedOutput(resolve(output, leading), sizes, fail), sizes };
}

type Fail = (why: string) => never;

const ellipsis = '...';

function termOf(text: string, fail: Fail): string[] {
  const parts: string[] = text.match(/\.\.\.|./g) ?? [];
  for (const part of parts) {
    if (part !== ellipsis && !/[a-zA-Z]/.test(part)) {
      fail(`'${part}' is no letter; axes are named by letters and '...'`);
    }
  }
  if (parts.filter((part) => part === ellipsis).length > 1) fail(`'${text}' has two '...'`);
  return parts;
}

/** Axes of `...` are named by their distance from its end, as a negative number. */
const isLeading = (label: string): boolean => label.startsWith('-');

function resolve(term: readonly string[], leading: readonly string[]): string[] {
  return term.flatMap((label) => (label === ellipsis ? leading : [label]));
}

function labelled(tensor: Tensor, term: readonly string[], position: number, fail: Fail): Labelled {
  const letters = term.filter((label) => label !== ellipsis).length;
  const extra = tensor.rank - letters;
  if (extra < 0 || (extra > 0 && !term.includes(ellipsis))) {
    fail(`'${term.join('')}' does not fit operand ${position + 1} of ${formatShape(tensor.shape)}`);
  }
  const leading = Array.from({ length: extra }, (_, i) => String(i - extra));
  return { tensor, labels: resolve(term, leading) };
}

function sizesOf(inputs: readonly Labelled[], fail: Fail): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { tensor, labels } of inputs) {
    for (const [axis, label] of labels.entries()) {
      const [size, before] = [tensor.shape[axis]!, sizes.get(label) ?? 1];
      if (size !== before && size !== 1 && before !== 1) {
        const name = isLeading(label) ? "an axis of '...'" : `'${label}'`;
        fail(`${name} has sizes ${before} and ${size}`);
      }
      sizes.set(label, before === 1 ? size : before);
    }
  }
  return sizes;
}

/** The result where the equation has no `->`. */
function onceIn(terms: readonly (readonly string[])[]): string[] {
  const all = terms.flat();
  const once = all.filter(
    (label) => label !== ellipsis && all.indexOf(label) === all.lastIndexOf(label),
  );
  return [ellipsis, ...once.sort()];
}

function checkedOutput(labels: string[], sizes: ReadonlyMap<string, number>, fail: Fail): string[] {
  for (const [i, label] of labels.entries()) {
    if (!sizes.has(label)) fail(`'${label}' is in the result, but in no operand`);
    if (labels.indexOf(label) !== i) fail(`'${label}' is in the result twice`);
  }
  return labels;
}
