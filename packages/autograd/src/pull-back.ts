import { scope, type Tensor } from '@plumbline/tensor';
import { fitTo } from './fit-to.ts';
import { rules } from './rules/index.ts';
import { tensorAt } from './rules/rule.ts';
import { entryOf, inputEntry, Leaf, Step, type TapeEntry, withRecording } from './tape.ts';

export interface PullBackOptions {
  /** Entries at which gradients arrive for good: called once each, with the whole gradient. */
  readonly arrive: (entry: TapeEntry, gradient: Tensor) => void;
  readonly isTarget: (entry: TapeEntry) => boolean;
  /** Record the pass itself, so that gradients of gradients exist. */
  readonly createGraph: boolean;
  /** Give back what the forward pass saved, as soon as its last reader has run. */
  readonly consume: boolean;
}

/**
 * Carries `gradient` from `root` back along the tape. Entries are visited from the last made to the
 * first, so that each has its whole gradient when its turn comes.
 */
export function pullBack(root: Tensor, gradient: Tensor, options: PullBackOptions): void {
  const start = entryOf(root);
  if (start === null) return;
  const entries = reachable(start, options.isTarget);
  withRecording(options.createGraph, () => {
    start.gradient = gradient.alias();
    try {
      for (const entry of entries) visit(entry, root, options);
    } finally {
      for (const entry of entries) entry.gradient = null;
    }
  });
}

/** Everything between the root and the targets, last made first. */
function reachable(start: TapeEntry, isTarget: (entry: TapeEntry) => boolean): TapeEntry[] {
  const found = new Set<TapeEntry>([start]);
  for (const entry of found) {
    if (entry instanceof Leaf || isTarget(entry)) continue;
    entry.checkVersions();
    for (const input of entry.inputs) {
      const next = inputEntry(input);
      if (next !== null) found.add(next);
    }
  }
  return [...found].sort((a, b) => b.order - a.order);
}

function visit(entry: TapeEntry, root: Tensor, options: PullBackOptions): void {
  const gradient = hooked(entry);
  entry.gradient = null;
  if (gradient !== null) {
    if (options.isTarget(entry)) options.arrive(entry, gradient);
    else if (entry instanceof Step) passOn(entry, gradient, options.createGraph);
    if (!options.createGraph && !gradient.kept) gradient.release('backward()');
  }
  if (options.consume && entry instanceof Step && !options.isTarget(entry)) {
    const { output } = entry;
    entry.consume();
    if (output !== root && !stays(output)) output.release('backward()');
  }
}

/** What was kept stays, and what a model returned unless the scope that it was made in has ended. */
function stays({ kept, outlivesBackward, orphaned }: Tensor): boolean {
  return kept || (outlivesBackward && !orphaned);
}

/** The entry's gradient after its hooks have seen it. */
function hooked(entry: TapeEntry): Tensor | null {
  let { gradient } = entry;
  if (gradient === null || entry.hooks === null) return gradient;
  for (const hook of entry.hooks) gradient = hook(gradient) ?? gradient;
  return gradient;
}

/** Adds what the step's rule makes of a gradient at its output to every input on the tape. */
function passOn(step: Step, gradient: Tensor, isRecorded: boolean): void {
  const rule = rules[step.op];
  const { inputs } = step;
  if ('joint' in rule) {
    const targets = inputs.map(inputEntry);
    if (targets.every((target) => target === null)) return;
    const arriving = scope(() =>
      rule
        .joint(gradient, step, isRecorded)
        .map((part, i) =>
          part === null || targets[i] == null ? null : fitted(part, step, gradient, i),
        ),
    );
    for (const [i, part] of arriving.entries()) {
      const target = targets[i];
      if (part !== null && target != null) add(target, part, isRecorded);
    }
    return;
  }
  for (let position = 0; position < inputs.length; position++) {
    const target = inputEntry(inputs[position]!);
    const part = typeof rule === 'function' ? rule : rule[position];
    if (target === null || part == null) continue;
    const arriving = scope(() => fitted(part(gradient, step, position), step, gradient, position));
    add(target, arriving, isRecorded);
  }
}

/** The gradient at one input in the input's shape and dtype. */
function fitted(part: Tensor, step: Step, gradient: Tensor, position: number): Tensor {
  const result = fitTo(part, tensorAt(step, position));
  // Every gradient on its way is a tensor of its own, so that it can be released on its own.
  const isOwn = result !== gradient && result.holds === 0 && result !== step.output;
  return isOwn ? result : result.alias();
}

function add(target: TapeEntry, arriving: Tensor, createGraph: boolean): void {
  const before = target.gradient;
  if (before === null) {
    target.gradient = arriving;
    return;
  }
  target.gradient = before.add(arriving);
  if (createGraph) return;
  before.release('backward()');
  arriving.release('backward()');
}
