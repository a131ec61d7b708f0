/** An environment variable that the engine is made by has a value that means nothing. */
export class EnvironmentError extends Error {
  /** Always `EnvironmentError`. */
  override readonly name = 'EnvironmentError';
}
