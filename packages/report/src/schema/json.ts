/** A value as JSON has it, which knows no NaN and no infinity: there they are null. */
export type Json<Value> = Value extends number
  ? number | null
  : Value extends readonly (infer Item)[]
    ? readonly Json<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: Json<Value[Key]> }
      : Value;

/** `value` with null for every number that is not finite, and without what is undefined. */
export function toJson<Value>(value: Value): Json<Value>;
export function toJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map((item: unknown) => toJson(item));
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(present.map(([key, item]) => [key, toJson(item)]));
}
