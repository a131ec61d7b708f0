/** A loss is NaN or infinite: no later step makes weights of NaN into numbers again. */
export class DivergenceError extends Error {
  /** Always `DivergenceError`. */
  override readonly name = 'DivergenceError';
  /** NaN, or an infinity. */
  readonly loss: number;

  constructor(message: string, loss: number) {
    super(message);
    this.loss = loss;
  }
}
