import * as v from 'valibot';

/** JSON has no NaN: there it is null. */
export const numbers = v.pipe(
  v.array(v.nullable(v.number())),
  v.transform((values) => values.map((value) => value ?? Number.NaN)),
);

/** @throws TypeError that names the field. */
export function checked<Format extends v.GenericSchema>(
  format: Format,
  value: unknown,
): v.InferOutput<Format> {
  const result = v.safeParse(format, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new TypeError(`${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
}
