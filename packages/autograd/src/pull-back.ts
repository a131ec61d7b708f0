import { type Operand, scope, type Tensor } from '@plumbline/tensor';
import { fitTo } from './fit-to.ts';
import { reachable } from './reachable.ts';
import { type Rule, tensorAt } from './rules/rule.ts';
import {
  entryOf,
  inputEntry,
  type Recomputation,
  Step,
  type TapeEntry,
  tapePosition,
  withRecording,
} from './tape.ts';

export interface PullBackOptions {
  /** Entries at which gradients arrive for good: called once each, with the whole gradient. */
  readonly arrive: (entry: TapeEntry, gradient: Tensor) => void;
  readonly isTarget: (entry: TapeEntry) => boolean;
  /** Older entries are not entered. Default 0: all are. */
  readonly since?: number;
  /** Record the pass itself, so that gradients of gradients exist. */
  readonly createGraph: boolean;
  /** Give back what the forward pass saved, as soon as its last reader has run. */
  readonly consume: boolean;
}

export interface Root {
  readonly output: Tensor;
  /** The gradient at the output, of its shape. */
  readonly gradient: Tensor;
}

/** One way back along the tape. */
interface Pass extends PullBackOptions {
  readonly roots: ReadonlySet<Tensor>;
  /** What has arrived so far. */
  readonly gradients: Map<TapeEntry, Tensor>;
  /** Entries from which a target is reached: no others get a gradient. */
  readonly leading: Set<TapeEntry>;
}

/**
 * Carries the roots' gradients back along the tape. Entries are visited from the last made to the
 * first, so that each has its whole gradient when its turn comes.
 */
export function pullBack(roots: readonly Root[], options: PullBackOptions): void {
  const { since = 0 } = options;
  const pass: Pass = {
    ...options,
    roots: new Set(roots.map(({ output }) => output)),
    gradients: new Map(),
    leading: new Set(),
  };
  withRecording(options.createGraph, () => {
    const starts: TapeEntry[] = [];
    for (const { output, gradient } of roots) {
      const start = entryOf(output);
      if (start === null || start.order < since) continue;
      starts.push(start);
      add(start, gradient.alias(), pass);
    }
    walk(starts, since, pass);
  });
}

function walk(starts: readonly TapeEntry[], since: number, pass: Pass): void {
  const entries = reachable(starts, since, pass.isTarget);
  for (const entry of entries.toReversed()) if (leads(entry, pass)) pass.leading.add(entry);
  for (const entry of entries) visit(entry, pass);
}

function leads(entry: TapeEntry, { isTarget, leading }: Pass): boolean {
  if (isTarget(entry)) return true;
  if (!(entry instanceof Step)) return false;
  for (const input of entry.inputs) if (leadsTo(input, leading) !== null) return true;
  return false;
}

/** The entry of an input that is to get a gradient, or null. */
function leadsTo(input: Operand, leading: ReadonlySet<TapeEntry>): TapeEntry | null {
  const source = inputEntry(input);
  return source !== null && leading.has(source) ? source : null;
}

function visit(entry: TapeEntry, pass: Pass): void {
  const gradient = hooked(entry, pass);
  pass.gradients.delete(entry);
  if (gradient !== null) {
    if (pass.isTarget(entry)) pass.arrive(entry, gradient);
    else if (entry instanceof Step && pass.leading.has(entry)) passOn(entry, gradient, pass);
    if (!pass.createGraph && !gradient.kept) gradient.release('backward()');
  }
  if (pass.consume && entry instanceof Step && !pass.isTarget(entry)) {
    const { output } = entry;
    entry.consume();
    if (!pass.roots.has(output) && !stays(output)) output.release('backward()');
  }
}

/** What was kept stays, and what a model returned unless the scope that it was made in has ended. */
function stays({ kept, outlivesBackward, orphaned }: Tensor): boolean {
  return kept || (outlivesBackward && !orphaned);
}

/** The entry's gradient after its hooks have seen it. */
function hooked(entry: TapeEntry, { gradients }: Pass): Tensor | null {
  let gradient = gradients.get(entry) ?? null;
  if (gradient === null || entry.hooks === null) return gradient;
  for (const hook of entry.hooks) gradient = hook(gradient) ?? gradient;
  return gradient;
}

/** Adds what a gradient at the step's output makes of it at every input that leads to a target. */
function passOn(step: Step, gradient: Tensor, pass: Pass): void {
  const { rule } = step;
  if ('recompute' in rule) {
    throughRecomputed(rule, gradient, pass);
    return;
  }
  const targets = step.inputs.map((input) => leadsTo(input, pass.leading));
  const arriving = scope(() =>
    partsOf(rule, gradient, step, targets, pass.createGraph).map((part, i) =>
      part === null || targets[i] == null ? null : fitted(part, step, gradient, i),
    ),
  );
  for (const [i, target] of targets.entries()) {
    const part = arriving[i] ?? null;
    if (target !== null && part !== null) add(target, part, pass);
  }
}

/** The gradients at the inputs, of those at least that lead to a target. */
function partsOf(
  rule: Rule,
  gradient: Tensor,
  step: Step,
  targets: readonly (TapeEntry | null)[],
  createGraph: boolean,
): readonly (Tensor | null)[] {
  if ('joint' in rule) return rule.joint(gradient, step, createGraph);
  return targets.map((target, position) => {
    const part = typeof rule === 'function' ? rule : rule[position];
    if (part == null || target === null) return null;
    return part(gradient, step, position);
  });
}

/**
 * The same pass along a graph that is made now, in the place of the step that stands for it: what
 * it reads from outside gets its gradients in the order in which it would have without.
 */
function throughRecomputed(rule: Recomputation, gradient: Tensor, pass: Pass): void {
  scope(() => {
    const since = tapePosition();
    const start = entryOf(rule.recompute());
    if (start === null) return [];
    pass.gradients.set(start, gradient.alias());
    walk([start], since, { ...pass, consume: !pass.createGraph });
    // They outlive the scope.
    return [...pass.gradients.values()];
  });
}

/** The gradient at one input in the input's shape and dtype. */
function fitted(part: Tensor, step: Step, gradient: Tensor, position: number): Tensor {
  const result = fitTo(part, tensorAt(step, position));
  // Every gradient on its way is a tensor of its own, so that it can be released on its own.
  const isOwn = result !== gradient && result.holds === 0 && result !== step.output;
  return isOwn ? result : result.alias();
}

function add(target: TapeEntry, arriving: Tensor, { gradients, createGraph }: Pass): void {
  const before = gradients.get(target);
  if (before === undefined) {
    gradients.set(target, arriving);
    return;
  }
  gradients.set(target, before.add(arriving));
  if (createGraph) return;
  before.release('backward()');
  arriving.release('backward()');
}
