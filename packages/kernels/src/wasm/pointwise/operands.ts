import type { FunctionBuilder } from '../assembler/function-builder.ts';
import { Floats, type Mask } from '../assembler/lanes.ts';

/** The values an op is applied to, as its definition wants them: numbers or truth. */
export class Operands {
  readonly f: FunctionBuilder;
  readonly #values: readonly (Floats | Mask)[];

  constructor(f: FunctionBuilder, values: readonly (Floats | Mask)[]) {
    this.f = f;
    this.#values = values;
  }

  get x(): Floats {
    return this.#floats(0);
  }
  get y(): Floats {
    return this.#floats(1);
  }
  get z(): Floats {
    return this.#floats(2);
  }
  /** Whether x is not zero. */
  get isX(): Mask {
    return this.#mask(0);
  }
  get isY(): Mask {
    return this.#mask(1);
  }

  #floats(index: number): Floats {
    const value = this.#values[index];
    if (value instanceof Floats) return value;
    throw new TypeError(`operand ${index} is no float`);
  }
  #mask(index: number): Mask {
    const value = this.#values[index];
    if (value === undefined) throw new TypeError(`operand ${index} is missing`);
    return value instanceof Floats ? value.ne(0) : value;
  }
}
