import { scope, type Tensor } from '@plumbline/tensor';
import { checkModule } from './check-module.ts';
import { Module } from './module.ts';

/**
 * Modules one after the other, each given what the one before returned; without any, the identity.
 * They are named '0', '1', ... in the state dict, as in PyTorch, or as the keys of the one object
 * given instead: `new Sequential({ conv1, bn1, relu })`. Iterates over its modules.
 */
export class Sequential extends Module {
  readonly #layers: readonly (readonly [name: string, layer: Module])[];

  /**
   * RangeError for a name with a dot, which separates the names in a path; TypeError for what is no
   * module.
   */
  constructor(...layers: Module[] | [named: Readonly<Record<string, Module>>]) {
    super();
    const [first] = layers;
    const isNamed = first !== undefined && !(first instanceof Module) && typeof first === 'object';
    this.#layers = Object.entries(isNamed ? first : layers);
    for (const [name, layer] of this.#layers) checkModule(layer, `Sequential: ${name}`);
    const dotted = this.#layers.find(([name]) => name.includes('.'));
    if (dotted !== undefined) throw new RangeError(`Sequential: a dot in the name '${dotted[0]}'`);
  }

  forward(input: Tensor): Tensor {
    return scope(() => this.#layers.reduce((x, [, layer]) => layer.forward(x), input));
  }

  override children(): [name: string, module: Module][] {
    const layers = this.#layers.map(([name, layer]): [string, Module] => [name, layer]);
    return [...layers, ...super.children()];
  }

  /** The number of modules. */
  get length(): number {
    return this.#layers.length;
  }

  /**
   * The module at `index`, negative counting from the end, or of that name. RangeError where there
   * is none.
   */
  at(index: number | string): Module {
    const found =
      typeof index === 'number'
        ? this.#layers.at(index)
        : this.#layers.find(([name]) => name === index);
    if (found === undefined) {
      throw new RangeError(`Sequential: no module at ${index}, there are ${this.length}`);
    }
    return found[1];
  }

  /** The modules in order. */
  *[Symbol.iterator](): IterableIterator<Module> {
    for (const [, layer] of this.#layers) yield layer;
  }
}
