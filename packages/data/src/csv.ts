import { type Tensor, tensor } from '@plumbline/tensor';
import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import { DataError } from './data-error.ts';

/** By its name, or by its number from 0. */
export type CsvColumn = string | number;

export interface CsvOptions {
  /** The first line has the names of the columns. Default true; else they are '0', '1', ... */
  readonly header?: boolean;
  /** The columns of x, in this order. Default: all but the label. */
  readonly columns?: readonly CsvColumn[];
  /** The column of y. Default: none. */
  readonly label?: CsvColumn;
  /** The texts in the label's column, by class: the first one is class 0. Default: whole numbers. */
  readonly classes?: readonly string[];
  /** Default a comma. */
  readonly delimiter?: string;
  /** What errors call the file. */
  readonly name?: string;
}

export interface CsvTable {
  /** What the columns of x are called. */
  readonly columns: readonly string[];
  /** float32 [rows, columns]. */
  readonly x: Tensor;
}

export interface LabelledCsvTable extends CsvTable {
  /** int32 [rows]. */
  readonly y: Tensor;
}

/**
 * A table in CSV (RFC 4180; any line ends, blank lines skipped, spaces around values too) as tensors.
 *
 * DataError with line and column for a value that is missing (empty, `NA`, `NaN`, `?` and the like), is
 * no number, or does not fit the dtype; for lines of different lengths, quotes that are not closed,
 * columns that are not there, and a table without rows.
 */
export function parseCsv(
  text: string,
  options: CsvOptions & { readonly label: CsvColumn },
): LabelledCsvTable;
export function parseCsv(text: string, options?: CsvOptions): CsvTable;
export function parseCsv(text: string, options: CsvOptions = {}): CsvTable | LabelledCsvTable {
  const { name = 'CSV file', header = true } = options;
  let table: Columns | null = null;
  const x: number[] = [];
  const y: number[] = [];
  let rows = 0;
  forEachRecord(text, options, name, (record, line) => {
    if (table === null) {
      table = new Columns(header ? record : record.map((_, i) => String(i)), options, name);
      if (header) return;
    }
    table.read(record, line, x, y);
    rows++;
  });
  if (table === null || rows === 0) throw new DataError(`${name}: no rows`);
  return tensors(table, rows, x, y);
}

function tensors({ columns, label }: Columns, rows: number, x: number[], y: number[]) {
  const shape = [rows, columns.length];
  const table = {
    columns: columns.map(({ name }) => name),
    x: tensor(Float32Array.from(x), { shape }),
  };
  return label === null ? table : { ...table, y: tensor(Int32Array.from(y)) };
}

/** Hands over record by record, so that the text is not in memory once more as an array. */
function forEachRecord(
  text: string,
  { delimiter = ',' }: CsvOptions,
  name: string,
  take: (record: readonly string[], line: number) => void,
): void {
  let last = 0;
  try {
    parse(text, {
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record(record: readonly string[], { lines }) {
        last = lines;
        take(record, lines);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Of an open quote the parser knows the line where it noticed: the last one.
    const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED';
    const what = isOpen ? `a quote after line ${last} is not closed` : error.message;
    throw new DataError(`${name}: ${what}`, { cause: error });
  }
}

interface Column {
  readonly name: string;
  readonly at: number;
}

/** Which columns are read, and how. */
class Columns {
  readonly columns: readonly Column[];
  readonly label: Column | null;
  readonly #names: readonly string[];
  readonly #classes: ReadonlyMap<string, number> | null;
  readonly #file: string;

  constructor(names: readonly string[], { columns, label, classes }: CsvOptions, file: string) {
    this.#names = names;
    this.#file = file;
    this.label = label === undefined ? null : this.#find(label);
    const others = names.map((_, at) => at).filter((at) => at !== this.label?.at);
    this.columns = (columns ?? others).map((column) => this.#find(column));
    this.#classes = classes === undefined ? null : new Map(classes.map((text, i) => [text, i]));
  }

  /** Appends a record's numbers to x and its label to y. */
  read(record: readonly string[], line: number, x: number[], y: number[]): void {
    if (record.length !== this.#names.length) {
      throw new DataError(
        `${this.#file}: line ${line}: ${this.#names.length} columns expected, ${record.length} found`,
      );
    }
    for (const column of this.columns) x.push(this.#float(record[column.at]!, line, column));
    if (this.label !== null) y.push(this.#class(record[this.label.at]!, line, this.label));
  }

  #find(column: CsvColumn): Column {
    const at = typeof column === 'number' ? column : this.#names.indexOf(column);
    const name = this.#names[at];
    if (name === undefined) {
      const there = this.#names.map((text) => `'${text}'`).join(', ');
      throw new DataError(`${this.#file}: no column '${column}'; there are ${there}`);
    }
    if (typeof column === 'string' && this.#names.lastIndexOf(column) !== at) {
      throw new DataError(`${this.#file}: several columns '${column}'; take one by its number`);
    }
    return { name, at };
  }

  #float(text: string, line: number, column: Column): number {
    const value = this.#number(text, line, column);
    if (Number.isFinite(Math.fround(value))) return value;
    throw this.#error(line, column, `'${text}' is too large for float32`);
  }

  #class(text: string, line: number, column: Column): number {
    if (this.#classes !== null) {
      const found = this.#classes.get(text);
      if (found !== undefined) return found;
      if (isMissing(text)) throw this.#error(line, column, 'the value is missing');
      const classes = [...this.#classes.keys()].join(', ');
      throw this.#error(line, column, `'${text}' is none of the classes ${classes}`);
    }
    const value = this.#number(text, line, column);
    if (value === (value | 0)) return value;
    throw this.#error(line, column, `'${text}' is no class: a whole number (int32) expected`);
  }

  #number(text: string, line: number, column: Column): number {
    if (decimal.test(text)) return Number(text);
    throw this.#error(
      line,
      column,
      isMissing(text) ? 'the value is missing' : `'${text}' is no number`,
    );
  }

  #error(line: number, { name }: Column, what: string): DataError {
    return new DataError(`${this.#file}: line ${line}, column '${name}': ${what}`);
  }
}

/** What `Number` reads besides (hexadecimal, an empty text as 0) is no number in a table. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** How pandas, R, SQL and the UCI repository write that there is no value. */
const missing = new Set(['', '?', '-', 'na', 'n/a', '#n/a', '<na>', 'nan', '-nan', 'null', 'none']);

function isMissing(text: string): boolean {
  return missing.has(text.toLowerCase());
}
