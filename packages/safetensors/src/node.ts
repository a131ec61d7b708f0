export { readSafetensors } from './node/read-safetensors.ts';
export { writeSafetensors } from './node/write-safetensors.ts';
