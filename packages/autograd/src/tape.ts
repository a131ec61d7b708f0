import { isFloat, listen, type Op, type Operand, type Tensor } from '@plumbline/tensor';
import { hasRule, rules } from './rules/index.ts';
import type { Rule } from './rules/rule.ts';

/** Called with a tensor's whole gradient; a tensor that it returns takes the gradient's place. */
export type GradientHook = (gradient: Tensor) => Tensor | undefined;

let made = 0;

/** Entries from here on will be of this order or a higher one: tells what a function records. */
export function tapePosition(): number {
  return made;
}

/** Something that a gradient arrives at: a tensor computed from tracked ones, or a tracked leaf. */
abstract class Entry {
  /** Later entries were computed from earlier ones: the way back is by falling order. */
  readonly order = made++;
  /** Null until there is one: most entries never have any. */
  hooks: Set<GradientHook> | null = null;
}

/** A tensor that nothing on the tape computed: a parameter, or an input that is tracked. */
export class Leaf extends Entry {
  readonly owner: Tensor;
  /** Counts assignments of new elements, so that a stale graph is noticed. */
  version = 0;

  constructor(owner: Tensor) {
    super();
    this.owner = owner;
  }
}

/** Instead of a rule, for a step whose inside was not recorded: runs it again with the tape on. */
export interface Recomputation {
  recompute(): Tensor;
}

/** One op that ran: what it read and what it made. */
export class Step extends Entry {
  readonly op: string;
  readonly rule: Rule | Recomputation;
  readonly output: Tensor;
  readonly attributes: object;
  #inputs: readonly Operand[] | null;
  readonly #versions: number;

  constructor(
    op: string,
    rule: Rule | Recomputation,
    inputs: readonly Operand[],
    attributes: object,
    output: Tensor,
  ) {
    super();
    this.op = op;
    this.rule = rule;
    this.#inputs = inputs;
    this.attributes = attributes;
    this.output = output;
    this.#versions = leafVersions(inputs);
    for (const input of inputs) if (typeof input !== 'number') input.holds++;
  }

  get inputs(): readonly Operand[] {
    if (this.#inputs !== null) return this.#inputs;
    throw new Error(
      `backward: the graph through ${this.op} was already used up by a backward(); ` +
        'pass { retainGraph: true } to the first one',
    );
  }

  get isConsumed(): boolean {
    return this.#inputs === null;
  }

  /** Throws if a parameter that the op read was changed since. */
  checkVersions(): void {
    if (leafVersions(this.inputs) === this.#versions) return;
    throw new Error(
      `backward: a parameter that ${this.op} read was changed after the forward pass ` +
        '(by an optimizer step, assign() or loadStateDict()); run the forward pass again',
    );
  }

  /** Forgets the inputs, and releases those that only this record still held. */
  consume(): void {
    for (const input of this.inputs) {
      if (typeof input === 'number') continue;
      input.holds--;
      // A leaf too: an alias that a function's argument was followed by.
      const isMade = input.trace instanceof Step;
      if (input.orphaned && input.holds === 0 && !isMade) input.release('backward()');
    }
    this.#inputs = null;
  }
}

export type TapeEntry = Leaf | Step;

/** How the tape knows a tensor, or null for one that no gradient reaches. */
export function entryOf(tensor: Tensor): TapeEntry | null {
  const { trace } = tensor;
  return trace instanceof Leaf || trace instanceof Step ? trace : null;
}

export function inputEntry(input: Operand): TapeEntry | null {
  return typeof input === 'number' ? null : entryOf(input);
}

function leafVersions(inputs: readonly Operand[]): number {
  let sum = 0;
  for (const input of inputs) {
    const entry = inputEntry(input);
    if (entry instanceof Leaf) sum += entry.version;
  }
  return sum;
}

function record<Attributes>(
  op: Op<Attributes>,
  inputs: readonly Operand[],
  attributes: Attributes,
  output: Tensor,
): void {
  if (!inputs.some((input) => inputEntry(input) !== null)) return;
  const { name } = op;
  if (!op.differentiable || !isFloat(output.dtype) || !hasRule(name)) return;
  output.trace = new Step(name, rules[name], inputs, Object(attributes), output);
}

let isStarted = false;

/** Puts the tape at the dispatch point; called before the first leaf is made. */
export function startRecording(): void {
  if (isStarted) return;
  isStarted = true;
  listen(record);
}

/** Whether ops are being recorded. */
export function isRecording(): boolean {
  const current = listen(null);
  listen(current);
  return current === record;
}

/** Runs `body` with the tape on or off, whatever it was before. */
export function withRecording<Result>(on: boolean, body: () => Result): Result {
  // Else a first leaf made in `body` would start what the end of it stops for good.
  startRecording();
  const before = listen(on ? record : null);
  try {
    return body();
  } finally {
    listen(before);
  }
}
