/** Whether tests that take minutes are run, as `pnpm parity` does. */
export const isLong = process.env['PARITY_LONG'] === '1';
