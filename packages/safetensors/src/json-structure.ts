import { quote } from './safetensors-error.ts';

/**
 * What `JSON.parse` would let pass: a key that stands twice in one object (it takes the last), and
 * nesting that no header has, whose objects would take a multiple of the file's size. Looks at
 * brackets and strings alone; whether the text is JSON, `JSON.parse` says. Null: nothing of that.
 */
export function structureProblem(json: string): string | null {
  const objects: Set<string>[] = [];
  let inArray = false;
  for (let at = 0; at < json.length; at++) {
    switch (json[at]) {
      case '{':
        if (inArray || objects.length === 2)
          return 'its objects are nested deeper than a header is';
        objects.push(new Set());
        break;
      case '[':
        if (inArray) return 'its arrays are nested deeper than a header is';
        inArray = true;
        break;
      case '}':
        objects.pop();
        break;
      case ']':
        inArray = false;
        break;
      case '"': {
        const end = endOfString(json, at);
        if (isFollowedByColon(json, end)) {
          const key = decodeKey(json.slice(at, end));
          const keys = objects.at(-1);
          if (key !== null && keys?.has(key)) return `it has the key ${quote(key)} twice`;
          if (key !== null) keys?.add(key);
        }
        at = end - 1;
      }
    }
  }
  return null;
}

/** The index after a string's closing quote, or the text's length. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at + 1;
  }
  return json.length;
}

function isFollowedByColon(json: string, start: number): boolean {
  let at = start;
  while (at < json.length && /[ \t\r\n]/.test(json[at]!)) at++;
  return json[at] === ':';
}

/** `"\u0061"` and `"a"` are one key. */
function decodeKey(literal: string): string | null {
  try {
    return String(JSON.parse(literal));
  } catch {
    return null;
  }
}
