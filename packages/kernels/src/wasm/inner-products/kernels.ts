import type { InnerProducts } from '../../kernels.ts';
import { type Doubles, doubles, floatsToDoubles, wordsToDoubles } from '../assembler/doubles.ts';
import type { FeatureMode } from '../assembler/feature-mode.ts';
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts';
import { type Floats, ints } from '../assembler/lanes.ts';
import { loadFirst, loadPair, storeDouble } from '../assembler/memory-access.ts';
import { type I32, i32 } from '../assembler/scalars.ts';

interface Form {
  /** How many sums of products there are. */
  readonly sums: number;
  /** How many vectors go to sums of their own, so that none waits for the addition before. */
  readonly together: number;
  /** What is added to each sum, of elements that are locals. */
  terms(x: Local<Doubles>, y: Local<Doubles>, f: FunctionBuilder): readonly Doubles[];
}

const forms: Readonly<Record<InnerProducts, Form>> = {
  square: { sums: 1, together: 4, terms: (x) => [x.mul(x)] },
  pair: { sums: 3, together: 2, terms: (x, y) => [x.mul(x), y.mul(y), x.mul(y)] },
  change: {
    sums: 2,
    together: 2,
    terms: (x, y, f) => {
      const difference = f.let(x.sub(y));
      return [difference.mul(difference), y.mul(y)];
    },
  },
};

/**
 * The sums of products of `count` contiguous float32 elements, as float64 one after the other at
 * `output`. Parameters: the addresses of x and y (x again where there is no y), `output`, `count`.
 */
export function innerProductsRun(mode: FeatureMode, name: InnerProducts): FunctionBuilder {
  const f = new FunctionBuilder(name);
  const form = forms[name];
  const [x, y, output, count] = [f.i32(), f.i32(), f.i32(), f.i32()];
  const totals = sums(f, mode, form, name === 'square' ? [x] : [x, y], count);
  for (const [i, total] of totals.entries()) f.do(storeDouble(output, total, 8 * i));
  if (name === 'square') {
    const number = notFinite(f, mode, totals[0]!, x, count);
    f.do(storeDouble(output, wordsToDoubles(ints(mode, number)), 8));
  }
  return f;
}

function sums(
  f: FunctionBuilder,
  mode: FeatureMode,
  { sums, together, terms }: Form,
  starts: readonly I32[],
  count: I32,
): readonly Local<Doubles>[] {
  const length = (mode === 'scalar' ? 1 : 2) * 4;
  const load = mode === 'scalar' ? loadFirst : loadPair;
  const partial = Array.from({ length: together }, () =>
    Array.from({ length: sums }, () => f.let(doubles(mode, 0))),
  );
  const places = starts.map((start) => f.let<I32>(start));
  const left = f.let<I32>(count);
  const add = (values: readonly Floats[], into: readonly Local<Doubles>[]): void => {
    const elements = values.map((value) => f.let(floatsToDoubles(value)));
    const [x, y] = [elements[0]!, elements.at(-1)!];
    for (const [i, term] of terms(x, y, f).entries()) f.set<Doubles>(into[i]!, into[i]!.add(term));
  };
  const step = (together * length) / 4;
  f.while(left.ge(step), () => {
    for (const [i, into] of partial.entries())
      add(
        places.map((place) => load(mode, place, i * length)),
        into,
      );
    for (const place of places) f.advance(place, together * length);
    f.advance(left, -step);
  });
  // One by one, beside zeros that add nothing.
  f.while(left.gt(0), () => {
    add(
      places.map((place) => loadFirst(mode, place)),
      partial[0]!,
    );
    for (const place of places) f.advance(place, 4);
    f.advance(left, -1);
  });
  return Array.from({ length: sums }, (_, i) => {
    const whole = partial.map((into): Doubles => into[i]!).reduce((sum, part) => sum.add(part));
    return f.let(f.let(whole).acrossLanes());
  });
}

/**
 * How many elements are NaN or infinite. The sum of the squares of all others is finite, so that
 * nobody looks for them where there are none.
 */
function notFinite(
  f: FunctionBuilder,
  mode: FeatureMode,
  squares: Local<Doubles>,
  start: I32,
  count: I32,
): Local<I32> {
  const number = f.let<I32>(i32(0));
  f.if(squares.sub(squares).ne(0).any(), () => {
    const place = f.let<I32>(start);
    const left = f.let<I32>(count);
    const element = f.let(loadFirst(mode, place));
    f.while(left.gt(0), () => {
      f.set<Floats>(element, loadFirst(mode, place));
      f.advance(number, element.sub(element).ne(0).any());
      f.advance(place, 4);
      f.advance(left, -1);
    });
  });
  return number;
}
