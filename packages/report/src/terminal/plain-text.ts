/**
 * Text of one line that does to a terminal nothing but stand there: names come from files, and
 * escape sequences in them would move the cursor or worse.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}
