/** Something is wrong with a safetensors file; the message names the file, the tensor and what. */
export class SafetensorsError extends Error {
  /** Always `SafetensorsError`. */
  override readonly name = 'SafetensorsError';
}

/** A name out of a file, quoted and cut to what a message can hold. */
export function quote(name: string): string {
  return JSON.stringify(name.length <= 100 ? name : `${name.slice(0, 100)}...`);
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
