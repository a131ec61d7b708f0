import { type Code, simd } from './encoding.ts';

/** The constants that code is made with, and their bytes as text. */
const constants = new WeakMap<Code, string>();

/** A constant vector of these 16 bytes. */
export function vectorConstant(bytes: Code): Code {
  const code: Code = [simd(0x0c), bytes];
  const text = String(bytes);
  // One of zeros costs nothing where it is used.
  if (/[1-9]/.test(text)) constants.set(code, text);
  return code;
}

/** The same code with what `replace` makes of each constant, which is told apart by its text. */
export function replaceConstants(
  code: Code,
  replace: (constant: Code, text: string) => Code,
): Code {
  return code.map((part) => {
    if (typeof part === 'number') return part;
    const text = constants.get(part);
    return text === undefined ? replaceConstants(part, replace) : replace(part, text);
  });
}
