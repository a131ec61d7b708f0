import { scope, type Tensor } from '@plumbline/tensor';
import { fitTo } from './fit-to.ts';
import { rules } from './rules/index.ts';
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
    else if (entry instanceof Step) {
      for (const { target, arriving } of inputGradients(entry, gradient, options.createGraph)) {
        add(target, arriving, options.createGraph);
      }
    }
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
  if (gradient === null) return null;
  for (const hook of entry.hooks) gradient = hook(gradient) ?? gradient;
  return gradient;
}

interface Arrival {
  readonly target: TapeEntry;
  readonly arriving: Tensor;
}

/** What the step's rule makes of a gradient at its output, for every input on the tape. */
function inputGradients(step: Step, gradient: Tensor, isRecorded: boolean): Arrival[] {
  const rule = rules[step.op];
  if ('joint' in rule) {
    if (!step.inputs.some((input) => inputEntry(input) !== null)) return [];
    return scope(() =>
      rule
        .joint(gradient, step, isRecorded)
        .flatMap((part, position) => arrivalAt(step, gradient, position, () => part)),
    );
  }
  return step.inputs.flatMap((_, position) => {
    const part = typeof rule === 'function' ? rule : rule[position];
    if (part == null) return [];
    return scope(() => arrivalAt(step, gradient, position, () => part(gradient, step, position)));
  });
}

/** The gradient at one input, or nothing where none is wanted or none flows. */
function arrivalAt(
  step: Step,
  gradient: Tensor,
  position: number,
  compute: () => Tensor | null,
): Arrival[] {
  const input = step.inputs[position];
  if (input === undefined || typeof input === 'number') return [];
  const target = inputEntry(input);
  const part = target === null ? null : compute();
  if (target === null || part === null) return [];
  const result = fitTo(part, input);
  // Every gradient on its way is a tensor of its own, so that it can be released on its own.
  const isOwn = result !== gradient && result.holds === 0 && result !== step.output;
  return [{ target, arriving: isOwn ? result : result.alias() }];
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
