export type { Safetensors, SafetensorsReadOptions } from './decode-tensor.ts';
export { encodeSafetensors } from './encode-safetensors.ts';
export { type ParseOptions, parseSafetensors } from './parse-safetensors.ts';
export { SafetensorsError } from './safetensors-error.ts';
