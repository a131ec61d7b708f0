import { Module } from './module.ts';

/** TypeError unless `value` is a module: `ReLU` in place of `new ReLU()`. `what` starts the message. */
export function checkModule(value: unknown, what: string): void {
  if (value instanceof Module) return;
  if (typeof value === 'function') {
    const { name } = value;
    throw new TypeError(`${what}: a module expected, got the function ${name}; new ${name}()?`);
  }
  const kind = typeof value === 'object' && value !== null ? value.constructor.name : String(value);
  throw new TypeError(`${what}: a module expected, got ${kind}`);
}
