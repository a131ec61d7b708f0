/**
 * Safetensors files read and written by path, in Node.
 *
 * @module
 */

export { readSafetensors } from './node/read-safetensors.ts';
export { writeSafetensors } from './node/write-safetensors.ts';
