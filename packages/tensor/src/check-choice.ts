/** Throws unless `value` is one of `choices`; `what` starts the message. */
export function checkChoice<Choice extends string>(
  what: string,
  value: Choice,
  choices: readonly Choice[],
): void {
  if (choices.includes(value)) return;
  const known = choices.map((choice) => `'${choice}'`).join(' or ');
  throw new RangeError(`${what}: expected ${known}, got '${value}'`);
}
