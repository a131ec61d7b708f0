/** The names of all of `Options`; a compile-time error says which one is left out. */
type AllNames<Options, Names extends readonly PropertyKey[]> = [
  Exclude<keyof Options, Names[number]>,
] extends [never]
  ? unknown
  : { readonly leftOut: Exclude<keyof Options, Names[number]> };

/**
 * TypeError where `options` is no object or has a key that `names` (all options there are) has not.
 * TypeScript sees misspelled literals; this is for JavaScript, and for options that are passed on.
 */
export function checkOptions<
  Options extends object,
  const Names extends readonly (keyof Options & string)[],
>(what: string, options: Options, names: Names & AllNames<Options, Names>): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${what}: options are an object, got ${String(options)}`);
  }
  const known: readonly string[] = names;
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new TypeError(`${what}: no option '${name}'; there are ${known.join(', ')}`);
  }
}
