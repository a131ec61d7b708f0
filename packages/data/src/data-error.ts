/** Something is wrong with data from outside; the message names the file, what and where. */
export class DataError extends Error {
  /** Always `DataError`. */
  override readonly name = 'DataError';
}
