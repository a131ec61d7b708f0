export function isNode(): boolean {
  return 'process' in globalThis && process.versions?.node !== undefined;
}
