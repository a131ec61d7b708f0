import { detach, Parameter } from '@plumbline/autograd';
import { checkOptions, keep, Tensor } from '@plumbline/tensor';
import { describeTree, formatField } from './describe-tree.ts';
import { differences, type NamesApart, type StateDict } from './state-dict.ts';

/** A tensor that it returns takes the output's place. */
export type ForwardHook =
  | ((module: Module, input: Tensor, output: Tensor) => void)
  | ((module: Module, input: Tensor, output: Tensor) => Tensor | undefined);
/** A tensor that it returns takes the input's place. */
export type ForwardPreHook =
  | ((module: Module, input: Tensor) => void)
  | ((module: Module, input: Tensor) => Tensor | undefined);

/** How many `forward` calls are under way, one inside the other. */
let depth = 0;

/**
 * A part of a network: parameters, buffers and other modules in its fields, also in arrays and plain
 * objects there, and `forward`, which subclasses define and callers call. Names are the paths of the
 * fields, as in PyTorch: `blocks.0.fc1.weight`. Private fields (`#hidden`) nobody sees: what is in
 * them is not trained. A `Map` or `Set` of modules is a TypeError.
 *
 * What the outermost `forward` returns stays readable after `backward`.
 */
export abstract class Module {
  /** Whether layers behave as in training (dropout, batch statistics); see `train`, `eval`. */
  training = true;
  readonly #forwardHooks = new Set<ForwardHook>();
  readonly #forwardPreHooks = new Set<ForwardPreHook>();
  readonly #bufferNames = new Set<string>();

  /**
   * What the module computes. A layer that takes more than `input` (an attention layer its masks)
   * takes it as named `options` of its own type, so that it fits everywhere without them.
   */
  abstract forward(input: Tensor, options?: object): Tensor;

  constructor() {
    // `forward` as the subclass wrote it stays on the prototype (for `super.forward`); the one that
    // callers find on the object runs hooks around it.
    const { forward } = this;
    Object.defineProperty(this, 'forward', {
      value: (input: Tensor, options?: object) => this.#call(forward, input, options),
      enumerable: false,
    });
  }

  #call(
    forward: (input: Tensor, options?: object) => Tensor,
    given: Tensor,
    options?: object,
  ): Tensor {
    checkTensor(given, () => `${this.constructor.name}.forward: the input`);
    let input = given;
    for (const hook of this.#forwardPreHooks) {
      const replacement = hook(this, input);
      if (replacement instanceof Tensor) input = replacement;
    }
    depth++;
    let output: Tensor;
    try {
      output = forward.call(this, input, options);
    } finally {
      depth--;
    }
    checkTensor(output, () => `${this.constructor.name}.forward: what it returns`);
    for (const hook of this.#forwardHooks) {
      const replacement = hook(this, input, output);
      if (replacement instanceof Tensor) output = replacement;
    }
    if (depth === 0) output.outlivesBackward = true;
    return output;
  }

  /**
   * Calls `hook(module, input)` before every `forward`; a tensor that it returns takes the input's
   * place. Returns how to remove it.
   */
  onForwardPre(hook: ForwardPreHook): () => void {
    this.#forwardPreHooks.add(hook);
    return () => void this.#forwardPreHooks.delete(hook);
  }

  /**
   * Calls `hook(module, input, output)` after every `forward`; a tensor that it returns takes the
   * output's place. Returns how to remove it.
   */
  onForward(hook: ForwardHook): () => void {
    this.#forwardHooks.add(hook);
    return () => void this.#forwardHooks.delete(hook);
  }

  /**
   * Declares the field `name`, which holds a tensor, a buffer: part of the state dict, kept alive,
   * but not trained. TypeError where the field holds none.
   */
  protected registerBuffer(name: string): void {
    const buffer: unknown = Reflect.get(this, name);
    if (!(buffer instanceof Tensor)) throw new TypeError(`registerBuffer: ${name} is no tensor`);
    keep(buffer);
    this.#bufferNames.add(name);
  }

  /** The modules and parameters in the fields, in arrays and plain objects there too. */
  #parts(): [name: string, part: Module | Parameter][] {
    return Object.entries(this).flatMap(([name, value]) => partsIn(name, value, this));
  }

  /** The modules in this one's fields, by field name; those in an array as `blocks.0`. */
  children(): [name: string, module: Module][] {
    return this.#parts().flatMap(([name, part]) => (part instanceof Module ? [[name, part]] : []));
  }

  /** This module (under the name '') and all modules inside, each once, outer before inner. */
  namedModules(): [name: string, module: Module][] {
    const found = new Map<Module, string>();
    const visit = (name: string, module: Module): void => {
      if (found.has(module)) return;
      found.set(module, name);
      for (const [child, inner] of module.children()) visit(join(name, child), inner);
    };
    visit('', this);
    return [...found].map(([module, name]) => [name, module]);
  }

  /** All parameters by path; one that two modules share appears once. */
  namedParameters(): [name: string, parameter: Parameter][] {
    const found = new Map<Parameter, string>();
    for (const [path, module] of this.namedModules()) {
      for (const [name, part] of module.#parts()) {
        if (part instanceof Parameter && !found.has(part)) found.set(part, join(path, name));
      }
    }
    return [...found].map(([parameter, name]) => [name, parameter]);
  }

  /** The parameters of all modules inside, in the order of `namedParameters`, each once. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Tensors that are state but not trained (running estimates), by path. */
  namedBuffers(): [name: string, buffer: Tensor][] {
    return this.#buffersWithOwners().map(({ name, buffer }) => [name, buffer]);
  }

  #buffersWithOwners() {
    return this.namedModules().flatMap(([path, module]) =>
      [...module.#bufferNames].flatMap((field) => {
        const buffer: unknown = Reflect.get(module, field);
        return buffer instanceof Tensor ? [{ name: join(path, field), module, field, buffer }] : [];
      }),
    );
  }

  /** Parameters and buffers by path. The tensors are the module's own, not copies. */
  stateDict(): StateDict {
    return Object.fromEntries([...this.namedParameters(), ...this.namedBuffers()]);
  }

  /**
   * Takes on the elements of another state dict, without a copy. All names, shapes and dtypes must
   * agree, or nothing is changed and the error lists what is missing, left over or different. With
   * `strict: false` (default true) names may differ: returns those that are missing there (they stay
   * as they are here), and those that are not expected.
   */
  loadStateDict(
    state: Readonly<StateDict>,
    options: { readonly strict?: boolean } = {},
  ): NamesApart {
    checkOptions('loadStateDict', options, ['strict']);
    const { strict = true } = options;
    const { missing, unexpected, problems } = differences(this.stateDict(), state);
    const apart = [
      ...missing.map((name) => `${name} is missing`),
      ...unexpected.map((name) => `${name} is not expected`),
    ];
    const all = strict ? [...problems, ...apart] : problems;
    if (all.length > 0) throw new Error(`loadStateDict: ${all.join('; ')}`);
    for (const [name, parameter] of this.namedParameters()) {
      const source = state[name];
      if (source !== undefined) parameter.assign(source);
    }
    for (const { name, module, field } of this.#buffersWithOwners()) {
      const source = state[name];
      if (source !== undefined) Reflect.set(module, field, keep(detach(source)));
    }
    return { missing, unexpected };
  }

  /** Sets training behavior here and in all modules inside. Returns the module. */
  train(on = true): this {
    for (const [, module] of this.namedModules()) module.training = on;
    return this;
  }

  /** `train(false)`. */
  eval(): this {
    return this.train(false);
  }

  /** Sets the `grad` of all parameters to null. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.zeroGrad();
  }

  /**
   * What `toString` has between the parentheses: the fields that are numbers, texts or pairs of them.
   * For subclasses that have more to say.
   */
  protected describe(): string {
    const fields = Object.entries(this).filter(([name, value]) => {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      return name !== 'training' && values.every((item) => /number|string/.test(typeof item));
    });
    return fields.map(([name, value]) => `${name}: ${formatField(value)}`).join(', ');
  }

  /** The modules inside, indented, with their options, and at the end the number of parameters. */
  toString(): string {
    return `${describeTree(this, (module) => module.describe())}\n${this.parameterCount.toLocaleString('en')} parameters`;
  }

  /** What `console.log` shows in Node. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** The number of elements in all parameters. */
  get parameterCount(): number {
    return this.parameters().reduce((count, parameter) => count + parameter.size, 0);
  }
}

/** TypeError, for JavaScript, unless `value` is a tensor. */
function checkTensor(value: unknown, what: () => string): void {
  if (value instanceof Tensor) return;
  const got = Array.isArray(value) ? 'an array; use tensor([...])' : String(value);
  throw new TypeError(`${what()} must be a tensor, got ${got}`);
}

function partsIn(name: string, value: unknown, owner: Module): [string, Module | Parameter][] {
  if (value instanceof Module || value instanceof Parameter) return [[name, value]];
  if (value instanceof Map || value instanceof Set) {
    checkHoldsNone(name, [...value.values()], owner);
    return [];
  }
  if (!Array.isArray(value) && !isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => partsIn(`${name}.${key}`, item, owner));
}

/** TypeError where a field's Map or Set holds what would not be trained. */
function checkHoldsNone(name: string, values: readonly unknown[], owner: Module): void {
  if (!values.some((value) => value instanceof Module || value instanceof Parameter)) return;
  throw new TypeError(
    `${owner.constructor.name}: modules or parameters in the Map or Set '${name}' have no names; ` +
      'use an array or a plain object',
  );
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
