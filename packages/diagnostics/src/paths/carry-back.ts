import { noGrad } from '@plumbline/autograd';
import { onesLike, type Tensor } from '@plumbline/tensor';
import type { CutTape } from './cut-tape.ts';
import type { BlockRun } from './run-in-pieces.ts';

/** The end of a piece and who reads it. */
interface Reader {
  readonly name: string;
  readonly input: Tensor;
}

/**
 * The gradient of `loss` at the input of the first of `runs` by path length: the sum over the paths
 * through 0, 1, ... branches. The tape keeps them.
 */
export function carryBack(
  tape: CutTape,
  loss: Tensor,
  runs: readonly BlockRun[],
  onProgress?: (done: number, total: number) => void,
): readonly Tensor[] {
  const total = (runs.length * (runs.length + 1)) / 2;
  let done = 0;
  let reader: Reader = { name: 'the loss', input: loss };
  let coefficients: readonly Tensor[] = [tape.keep(onesLike(loss))];
  for (const run of runs.toReversed()) {
    const terms = each(coefficients, (gradient) => {
      const [atOutput] = throughBetween(tape, reader, run, gradient);
      const bothSides = tape.pull(run.name, run.output, atOutput!, run.sides);
      atOutput!.release('paths');
      onProgress?.(++done, total);
      return bothSides;
    });
    coefficients = throughPreActivation(tape, run, sumsByLength(tape, terms));
    reader = run;
  }
  return coefficients;
}

/** Back from what `reader` was given to what the block before it gave. */
function throughBetween(tape: CutTape, reader: Reader, before: BlockRun, gradient: Tensor) {
  const arrived = tape.pull(reader.name, reader.input, gradient, [before.left]);
  if (tape.reached(before.left)) return arrived;
  throw new RangeError(
    `paths: the blocks are no plain chain, ${reader.name} does not read the output of ` +
      `${before.name}, which ran before it, or reads it cut off (detach)`,
  );
}

/** Of a block's terms of the coefficients, c'_k = S c_k + B c_(k-1). */
function sumsByLength(tape: CutTape, terms: readonly (readonly Tensor[])[]): Tensor[] {
  const shortcuts = terms.map(([shortcut]) => shortcut!);
  const branches = terms.map(([, branch]) => branch!);
  const [none, ...longer] = shortcuts;
  const all = branches.pop();
  const mixed = longer.map((shortcut, i) => {
    const branch = branches[i]!;
    const sum = noGrad(() => tape.keep(shortcut.add(branch)));
    shortcut.release('paths');
    branch.release('paths');
    return sum;
  });
  return [none!, ...mixed, all!];
}

function throughPreActivation(
  tape: CutTape,
  { name, preActivation }: BlockRun,
  gradients: readonly Tensor[],
): readonly Tensor[] {
  if (preActivation === null) return gradients;
  const { begin, output } = preActivation;
  return each(gradients, (gradient) => tape.pull(name, output, gradient, [begin])).flat();
}

/** What `carry` makes of each of `gradients`, which are then released. */
function each<Result>(gradients: readonly Tensor[], carry: (gradient: Tensor) => Result): Result[] {
  return gradients.map((gradient) => {
    const result = carry(gradient);
    gradient.release('paths');
    return result;
  });
}
