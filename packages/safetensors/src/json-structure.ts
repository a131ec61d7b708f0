import { formatCount, quote } from './safetensors-error.ts';

/** Of all objects of a header together: some 200,000 tensors. More take minutes and gigabytes. */
const mostKeys = 1_000_000;

/**
 * What `JSON.parse` would let pass: a key that stands twice in one object (it takes the last), and
 * keys and nesting that no header has, whose objects would take a multiple of the file's size. Looks
 * at brackets and strings alone; whether the text is JSON, `JSON.parse` says. Null: nothing of that.
 */
export function structureProblem(json: string): string | null {
  const objects: Set<string>[] = [];
  let inArray = false;
  let keyCount = 0;
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
        const keys = objects.at(-1);
        if (keys !== undefined && isFollowedByColon(json, end)) {
          const key = decodeKey(json.slice(at, end));
          if (keys.has(key)) return `it has the key ${quote(key)} twice`;
          if (++keyCount > mostKeys) return `it has more than ${formatCount(mostKeys)} keys`;
          keys.add(key);
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
  while (json[at] === ' ' || json[at] === '\t' || json[at] === '\n' || json[at] === '\r') at++;
  return json[at] === ':';
}

/** `"\u0061"` and `"a"` are one key. What is no JSON string stands for itself: it is refused later. */
function decodeKey(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
