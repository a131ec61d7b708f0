/** Numbers by step, which TensorBoard draws as a line. */
export interface Line {
  /** What comes before the first slash is the group in which TensorBoard shows it. */
  readonly tag: string;
  readonly values: readonly number[];
  /** Default 0, 1, 2, ... */
  readonly steps?: readonly number[];
}
