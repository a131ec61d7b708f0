import { type PointwiseOp, pointwiseOps } from '../../pointwise.ts';
import { flatten } from '../assembler/encoding.ts';
import { compile, isShared, type Kernel } from '../assembler/module-builder.ts';
import { type Access, hasPairs, pointwiseLoop } from './loop.ts';
import type { Decoded } from './program.ts';

/** All ways through a row: pairs of vectors, then a single vector or none, then elements or none. */
const lengthsOfRows = [16, 27, 28, 31];
/** More than one: what one row leaves in registers must not matter to the next. */
const rows = 2;
const elements = rows * Math.max(...lengthsOfRows);
const slotBytes = 256;
const trials = 3;
/** Of a loop without pairs. To look for pairs in a long one takes V8 up to seconds. */
const mostBytes = 1536;
const unusual = [0, -0, Number.NaN, Infinity, -Infinity, 1e-40, 1, -1, 0.5, 88.7, -103, 3e38];

/** By whether threads share them. */
const memories = new Map<boolean, WebAssembly.Memory>();

/**
 * Whether a loop writes the same with pairs of vectors joined as without, which V8 13.6 gets wrong for
 * some expressions (one in thousands of generated ones): where one is stored in part, and that part is
 * both operands of an op beside one that can't be joined (log(sign(r)) + floor(maximum(r, r)), with r
 * stored), or where the second half of a number is lost between two rows. Each loop is tried before it
 * is used, with the same machine code (V8 compiles the same bytes once), on elements of all kinds and
 * rows of all kinds.
 */
export function joinsRightly(
  loop: Decoded,
  accesses: readonly Access[],
  { buffer }: WebAssembly.Memory,
): boolean {
  if (!hasPairs(accesses) || !endsInPairs(loop)) return false;
  const unpairedLoop = pointwiseLoop('relaxed', loop, accesses);
  if (flatten(unpairedLoop.body).length > mostBytes) return false;
  const memory = memoryLike(isShared(buffer));
  const joined = compile(pointwiseLoop('wide', loop, accesses), memory, 'wide');
  const single = compile(unpairedLoop, memory, 'relaxed');
  const outputs = 1 + loop.stored.length;
  const random = generator();
  return lengthsOfRows.every((columns) => {
    for (let trial = 0; trial < trials; trial++) {
      const values = Float32Array.from({ length: (accesses.length + 1) * elements }, random);
      const [first, second] = [joined, single].map((kernel) =>
        written(kernel, memory, { accesses, outputs, values, columns }),
      );
      if (!first!.every((value, i) => Object.is(value, second![i]))) return false;
    }
    return true;
  });
}

/** What V8 joins no pairs of, and so none of what only it needs. */
const unpaired: readonly PointwiseOp[] = ['floor', 'ceil', 'round', 'pow'];

function endsInPairs({ result, stored }: Decoded): boolean {
  return [result, ...stored].some(
    (part) =>
      'input' in part || (pointwiseOps[part.op].result !== 'bool' && !unpaired.includes(part.op)),
  );
}

interface Trial {
  readonly accesses: readonly Access[];
  readonly outputs: number;
  readonly columns: number;
  /** Of each input. */
  readonly values: Float32Array;
}

/** What a kernel writes. */
function written(
  kernel: Kernel,
  { buffer }: WebAssembly.Memory,
  { accesses, outputs, columns, values }: Trial,
): Float32Array {
  const slot = (index: number): number => index * slotBytes;
  const floats = new Float32Array(buffer, 0, slot(accesses.length + outputs) / 4);
  floats.fill(0);
  const inputs = accesses.flatMap((access, input) => {
    const own = values.subarray(input * elements, (input + 1) * elements);
    if (access === 'number') return [own[0]!];
    if (access === 'bools')
      new Uint8Array(buffer).set(
        Array.from(own, (x) => (x > 0 ? 1 : 0)),
        slot(input),
      );
    else floats.set(own, slot(input) / 4);
    return [slot(input), access === 'repeated' ? 4 : access === 'bools' ? columns : columns * 4];
  });
  const further = Array.from({ length: outputs - 1 }, (_, i) => slot(accesses.length + 1 + i));
  kernel(rows, columns, slot(accesses.length), ...inputs, ...further);
  return floats.slice(slot(accesses.length) / 4);
}

/** Numbers from -30 to 30, and unusual ones; the same each time. */
function generator(): () => number {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => {
    const kind = next();
    if (kind < 0.25) return unusual[Math.floor(next() * unusual.length)]!;
    return kind < 0.5 ? next() : (next() - 0.5) * 60;
  };
}

function memoryLike(shared: boolean): WebAssembly.Memory {
  let memory = memories.get(shared);
  if (memory === undefined) {
    memory = new WebAssembly.Memory(shared ? { initial: 1, maximum: 1, shared } : { initial: 1 });
    memories.set(shared, memory);
  }
  return memory;
}
