import { format } from 'node-inspect-extracted';
import type { Level, Printed } from './messages.ts';
import { tableOf } from './table-of.ts';

/** More than anyone reads, and little enough for the page to stay quick in an endless loop. */
const most = { prints: 500, characters: 200_000 };

/** The `console` of a run: prints as Node does, tables and pages as such. */
export function runConsole(show: (printed: Printed) => void) {
  let [prints, characters] = [0, 0];

  function print(printed: Printed): void {
    if (prints > most.prints) return;
    prints++;
    characters += JSON.stringify(printed).length;
    const isLast = prints > most.prints || characters > most.characters;
    if (isLast) prints = most.prints + 1;
    show(
      isLast ? { type: 'text', level: 'warn', text: 'More was printed than is shown.' } : printed,
    );
  }

  const at =
    (level: Level) =>
    (...values: unknown[]): void => {
      const text = values.filter((value) => !hasPage(value));
      if (text.length > 0 || values.length === 0) {
        print({ type: 'text', level, text: format(...text) });
      }
      for (const value of values) {
        if (hasPage(value)) print({ type: 'page', html: value.toHTML() });
      }
    };

  return {
    log: at('log'),
    info: at('log'),
    debug: at('log'),
    warn: at('warn'),
    error: at('error'),
    table(data: unknown): void {
      print(tableOf(data) ?? { type: 'text', level: 'log', text: format(data) });
    },
  };
}

interface HasPage {
  toHTML(): string;
}

function hasPage(value: unknown): value is HasPage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'toHTML' in value &&
    typeof value.toHTML === 'function'
  );
}
