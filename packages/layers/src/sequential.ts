import { scope, type Tensor } from '@plumbline/tensor';
import { Module } from './module.ts';

/**
 * Modules one after the other, each given what the one before returned; without any, the identity.
 * They are named '0', '1', ... in the state dict, as in PyTorch. Iterates over its modules.
 */
export class Sequential extends Module {
  readonly #layers: readonly Module[];

  constructor(...layers: Module[]) {
    super();
    this.#layers = layers;
  }

  forward(input: Tensor): Tensor {
    return scope(() => this.#layers.reduce((x, layer) => layer.forward(x), input));
  }

  override children(): [name: string, module: Module][] {
    const layers = this.#layers.map((layer, i): [string, Module] => [String(i), layer]);
    return [...layers, ...super.children()];
  }

  get length(): number {
    return this.#layers.length;
  }

  /** The module at `index`; negative counts from the end. RangeError where there is none. */
  at(index: number): Module {
    const layer = this.#layers.at(index);
    if (layer === undefined) {
      throw new RangeError(`Sequential: no module at ${index}, there are ${this.length}`);
    }
    return layer;
  }

  [Symbol.iterator](): IterableIterator<Module> {
    return this.#layers.values();
  }
}
