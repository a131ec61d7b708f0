import type { Parameter } from '@plumbline/autograd';
import type { Module } from '@plumbline/layers';
import { table } from '@plumbline/report';
import { formatShape, listen, type Tensor } from '@plumbline/tensor';
import { parametersByOwner } from '../parameters-by-owner.ts';
import { undisturbed } from '../undisturbed.ts';
import { multiplyAddsOf } from './multiply-adds.ts';

/** A module of a summary. */
export interface SummaryRow {
  /** Its path; '' for the model. */
  readonly name: string;
  /** The name of its class. */
  readonly kind: string;
  /** How many modules it is inside of. */
  readonly depth: number;
  /** Of its last call; null where it did not run. */
  readonly outputShape: readonly number[] | null;
  /** Elements of the parameters that are its own, not of a module inside. */
  readonly parameters: number;
  /** Products computed by itself, not by a module inside; all its calls. */
  readonly multiplyAdds: number;
  /** Bytes of its output, where no module is inside. */
  readonly outputBytes: number;
}

/** The modules of a model, and what one forward pass takes. */
export class Summary {
  /** The modules, each before those inside of it. */
  readonly rows: readonly SummaryRow[];
  /** Of the input that the model was run on. */
  readonly inputShape: readonly number[];
  /** Elements of all parameters, each once. */
  readonly parameters: number;
  /** Elements of those with `requiresGrad`. */
  readonly trainable: number;
  /** Of one forward pass. */
  readonly multiplyAdds: number;
  /** Bytes of all parameters. */
  readonly parameterBytes: number;
  /** Of the outputs of all layers: about what a training step keeps for its backward pass. */
  readonly outputBytes: number;

  constructor(model: Module, input: Tensor, rows: readonly SummaryRow[]) {
    const sum = (of: (row: SummaryRow) => number) => rows.reduce((all, row) => all + of(row), 0);
    const parameters = model.parameters();
    this.rows = rows;
    this.inputShape = input.shape;
    this.parameters = model.parameterCount;
    this.trainable = parameters.reduce((all, p) => all + (p.requiresGrad ? p.size : 0), 0);
    this.multiplyAdds = sum((row) => row.multiplyAdds);
    this.parameterBytes = parameters.reduce((all, p) => all + p.nbytes, 0);
    this.outputBytes = sum((row) => row.outputBytes);
  }

  /** A table, a line a module, and the sums. */
  toString(): string {
    const count = (n: number) => n.toLocaleString('en-US');
    const cells = this.rows.map((row) => [
      `${'  '.repeat(row.depth)}${row.name.split('.').at(-1) || '(model)'}`,
      row.kind,
      row.outputShape === null ? '(not run)' : formatShape(row.outputShape),
      row.parameters === 0 ? '-' : count(row.parameters),
      row.multiplyAdds === 0 ? '-' : count(row.multiplyAdds),
      row.outputBytes === 0 ? '-' : formatBytes(row.outputBytes),
    ]);
    const head = ['layer', 'kind', 'output', 'parameters', 'multiply-adds', 'memory'];
    const frozen = this.parameters - this.trainable;
    return [
      ...table(head, cells),
      '',
      `input ${formatShape(this.inputShape)}`,
      `${count(this.parameters)} parameters${frozen === 0 ? '' : `, ${count(frozen)} of them frozen`} (${formatBytes(this.parameterBytes)})`,
      `${count(this.multiplyAdds)} multiply-adds a forward pass`,
      `${formatBytes(this.outputBytes)} of outputs`,
    ].join('\n');
  }
}

/**
 * What each module of `model` gives for `input`, and what that takes: output shape, parameters,
 * multiply-adds (counted as they run, so those of attention too), memory of the outputs. Runs the
 * model once, in `eval` mode, and changes nothing of it.
 */
export function summary(model: Module, input: Tensor): Summary {
  const modules = model.namedModules();
  const shapes = new Map<Module, readonly number[]>();
  const [own, outputs] = [new Map<Module, number>(), new Map<Module, number>()];
  const running: Module[] = [];
  const removes = modules.flatMap(([, module]) => [
    module.onForwardPre(() => void running.push(module)),
    module.onForward((_, __, output) => {
      running.pop();
      shapes.set(module, output.shape);
      add(outputs, module, output.nbytes);
    }),
  ]);
  const before = listen((op, inputs, _, output) => {
    const module = running.at(-1);
    if (module !== undefined) add(own, module, multiplyAddsOf(op, inputs, output));
  });
  try {
    undisturbed(model, () => void model.eval().forward(input));
  } finally {
    listen(before);
    for (const remove of removes) remove();
  }
  const parameters = parametersByOwner(model);
  const rows = modules.map(([name, module]): SummaryRow => {
    const isLayer = module.children().length === 0;
    return {
      name,
      kind: module.constructor.name,
      depth: name === '' ? 0 : name.split('.').length,
      outputShape: shapes.get(module) ?? null,
      parameters: sizeOf(parameters.get(name) ?? []),
      multiplyAdds: own.get(module) ?? 0,
      outputBytes: isLayer ? (outputs.get(module) ?? 0) : 0,
    };
  });
  return new Summary(model, input, rows);
}

function add(sums: Map<Module, number>, module: Module, more: number): void {
  sums.set(module, (sums.get(module) ?? 0) + more);
}

function sizeOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { size }) => sum + size, 0);
}

/** 12.3 MB, of 1,000,000 bytes. */
export function formatBytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3));
  return `${Number((size / 1000 ** power).toPrecision(3))} ${units[power]}`;
}
