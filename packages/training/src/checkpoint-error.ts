/** A checkpoint is none, or one of another run; the message names the file and what is wrong. */
export class CheckpointError extends Error {
  /** Always `CheckpointError`. */
  override readonly name = 'CheckpointError';
}
