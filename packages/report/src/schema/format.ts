import * as v from 'valibot';

/** A number, which a file has as null where it is not finite; then it is NaN. */
export const number = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);

export const series = v.pipe(
  v.array(v.nullable(v.number())),
  v.transform((values) => values.map((value) => value ?? Number.NaN)),
);

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Types without regard to `readonly`, which a validator's own types don't have. */
type Plain<Value> = Value extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Plain<Value[Key]> }
    : Value;

type Same<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;

/**
 * A format that gives exactly a `Value`: does not compile where the two have fields that differ, so
 * that the documented type and what is checked at run time are one.
 */
export function formatOf<Value>() {
  return <Format extends v.GenericSchema<unknown, Value>>(
    format: Same<v.InferOutput<Format>, Value> extends true ? Format : never,
  ): Format => format;
}
