/** Whether a table's cell is a number, with or without a sign and a unit, or stands where one would. */
export function isNumeric(cell: string): boolean {
  return /^[-−≤≥.\d]|^NaN|Infinity|^frozen$/.test(cell);
}
