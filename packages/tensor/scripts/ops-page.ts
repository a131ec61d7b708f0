import { pointwiseOps, runsAsWebAssembly } from '@plumbline/kernels';
import {
  engine,
  isFloat,
  listen,
  randn,
  scope,
  type Tensor,
  tensorsIn,
  useEngine,
} from '../src/index.ts';
import { type OpRow, sections } from './op-names.ts';

/** The text of OPS.md: every op is run, and what it did is written down. */
export function opsPage(): string {
  useEngine({ name: 'wasm', threads: 1 });
  const watched = watchKernels();
  const tables = sections.map(({ title, rows }) => {
    const lines = rows.map((row) => line(row, watched));
    return [`## ${title}`, '', header, '| --- | --- | --- | --- | --- |', ...lines].join('\n');
  });
  useEngine({});
  return `${introduction}\n${tables.join('\n\n')}\n`;
}

const header = '| op | NumPy | PyTorch | gradient | engine |';

const introduction = `# Ops

<!-- Written by \`pnpm ops-page\` from the code; a test fails when it is stale. -->

Ops are methods of tensors, \`x.exp()\`, but for \`einsum\`, \`concat\`, \`stack\` and what is made without
a tensor, which are functions. What they take and how they behave is in their docstrings. \`F\` is \`torch.nn.functional\`.

- **gradient**: whether one flows to the first tensor.
- **engine**: what runs on the wasm engine for float32. \`wasm\`: WebAssembly alone; \`view\`: nothing,
  the elements stay where they are; else the kernels that run as TypeScript (which all do for
  float64, for most ops on int32, and on the reference engine).
`;

function line({ name, numpy, torch, call }: OpRow, watched: Set<string>): string {
  const { hasGradient, isFromTensor } = runObserved(call, watched);
  const slow = [...watched].filter((kernel) => !isWebAssembly(kernel));
  const engineName = watched.size === 0 ? (isFromTensor ? 'view' : '') : slow.join(', ') || 'wasm';
  const code = (text: string) => (text === '' ? '' : `\`${text}\``);
  const gradient = call.length > 0 ? (hasGradient ? 'yes' : 'no') : '';
  return `| ${code(name)} | ${code(numpy)} | ${code(torch)} | ${gradient} | ${engineName} |`;
}

function isWebAssembly(kernel: string): boolean {
  return [...kernelNames, ...pointwiseNames].some(
    (known) => known === kernel && runsAsWebAssembly(known),
  );
}

/** Runs a call, and follows what it computes from its first tensor, by the tape's rule. */
function runObserved(call: OpRow['call'], watched: Set<string>) {
  return scope(() => {
    const [x, y] = [randn([3, 3]), randn([3, 3])];
    const reached = new Set<unknown>([x]);
    let isFromTensor = false;
    watched.clear();
    const before = listen((op, inputs, _, output) => {
      isFromTensor ||= inputs.includes(x);
      const isReached = inputs.some((input) => reached.has(input));
      if (isReached && op.differentiable && isFloat(output.dtype)) reached.add(output);
    });
    try {
      const results: Tensor[] = [...tensorsIn(call(x, y))];
      const hasGradient = results.some((result) => reached.has(result));
      return { hasGradient, isFromTensor };
    } finally {
      listen(before);
    }
  });
}

const kernelNames = [
  'reduce',
  'argReduce',
  'argSort',
  'linearScan',
  'matmul',
  'conv2d',
  'maxPool2d',
  'avgPool2d',
  'copy',
  'softmax',
  'gather',
  'scatterAdd',
  'random',
] as const;
const pointwiseNames = Object.keys(pointwiseOps).filter(
  (name): name is keyof typeof pointwiseOps => name in pointwiseOps,
);

/** Collects the names of the kernels (of `pointwise`: the ops) that are called on float32. */
function watchKernels(): Set<string> {
  const called = new Set<string>();
  const target = engine();
  for (const name of [...kernelNames, 'pointwise']) {
    const original: (...args: unknown[]) => void = Reflect.get(target, name);
    const value = (...args: unknown[]) => {
      if (args.flat().some(isFloat32)) called.add(name === 'pointwise' ? String(args[0]) : name);
      return original.apply(target, args);
    };
    Object.defineProperty(target, name, { value });
  }
  return called;
}

function isFloat32(arg: unknown): boolean {
  if (typeof arg !== 'object' || arg === null || !('buffer' in arg)) return false;
  return Reflect.get(Object(arg.buffer), 'dtype') === 'float32';
}
