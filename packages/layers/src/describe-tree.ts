import type { Module } from './module.ts';

/** A module and those inside, as PyTorch prints them; `describe` says what is in the parentheses. */
export function describeTree(module: Module, describe: (module: Module) => string): string {
  const { name } = module.constructor;
  const lines = module
    .children()
    .map(([child, inner]) => `(${child}): ${describeTree(inner, describe)}`)
    .flatMap((text) => text.split('\n'))
    .map((line) => `  ${line}\n`);
  const options = describe(module);
  return lines.length === 0 ? `${name}(${options})` : `${name}(${options}\n${lines.join('')})`;
}

export function formatField(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
