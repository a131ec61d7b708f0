/** Those series in which something was measured. */
export function measured<Name extends string>(
  all: Readonly<Record<Name, readonly number[]>>,
): Partial<Record<Name, readonly number[]>> {
  const present: Partial<Record<Name, readonly number[]>> = {};
  for (const name in all) {
    if (all[name].some((value) => !Number.isNaN(value))) present[name] = all[name];
  }
  return present;
}
