import { checkOptions, type Tensor, tensor } from '@plumbline/tensor';
import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import { DataError } from './data-error.ts';

/** By its name, or by its number from 0. */
export type CsvColumn = string | number;

/** Options of `parseCsv`. */
export interface CsvOptions {
  /** The first line has the names of the columns. Default true; else they are '0', '1', ... */
  readonly header?: boolean;
  /** The columns of x, in this order. Default: all but that of y. */
  readonly columns?: readonly CsvColumn[];
  /** The column of y. Default: none. */
  readonly label?: CsvColumn;
  /** The texts in the label's column, by class: the first one is class 0. Default: whole numbers. */
  readonly classes?: readonly string[];
  /** The column of y for regression, in place of `label`. Default: none. */
  readonly target?: CsvColumn;
  /** Default a comma. */
  readonly delimiter?: string;
  /** What errors call the file. */
  readonly name?: string;
}

/** A table without a label: what is read of it is x. */
export interface CsvTable {
  /** What the columns of x are called. */
  readonly columns: readonly string[];
  /** float32 [rows, columns]. */
  readonly x: Tensor;
}

/** A table with a `label` or a `target`. */
export interface LabelledCsvTable extends CsvTable {
  /** Of `label`: int32 [rows]. Of `target`: float32 [rows, 1], as a `Linear` with one output gives. */
  readonly y: Tensor;
}

/**
 * A table in CSV (RFC 4180; any line ends, blank lines skipped, spaces around values too) as tensors.
 *
 * DataError with line and column for a value that is missing (empty, `NA`, `NaN`, `?` and the like), is
 * no number, or does not fit the dtype; for lines of different lengths, quotes that are not closed,
 * columns that are not there, and a table without rows. TypeError for an option that there is not,
 * RangeError for `label` beside `target`.
 */
export function parseCsv(
  text: string,
  options: CsvOptions & ({ readonly label: CsvColumn } | { readonly target: CsvColumn }),
): LabelledCsvTable;
export function parseCsv(text: string, options?: CsvOptions): CsvTable;
export function parseCsv(text: string, options: CsvOptions = {}): CsvTable | LabelledCsvTable {
  checkCsvOptions(options);
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

function checkCsvOptions(options: CsvOptions): void {
  checkOptions('parseCsv', options, [
    'header',
    'columns',
    'label',
    'classes',
    'target',
    'delimiter',
    'name',
  ]);
  if (options.target === undefined) return;
  if (options.label === undefined && options.classes === undefined) return;
  throw new RangeError('parseCsv: y is a label with classes, or a target: not both');
}

function tensors({ columns, label, target }: Columns, rows: number, x: number[], y: number[]) {
  const shape = [rows, columns.length];
  const table = {
    columns: columns.map(({ name }) => name),
    x: tensor(Float32Array.from(x), { shape }),
  };
  if (label !== null) return { ...table, y: tensor(Int32Array.from(y)) };
  if (target === null) return table;
  return { ...table, y: tensor(Float32Array.from(y), { shape: [rows, 1] }) };
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
  readonly target: Column | null;
  readonly #names: readonly string[];
  readonly #classes: ReadonlyMap<string, number> | null;
  readonly #file: string;

  constructor(names: readonly string[], options: CsvOptions, file: string) {
    const { columns, label, classes, target } = options;
    this.#names = names;
    this.#file = file;
    this.label = label === undefined ? null : this.#find(label);
    this.target = target === undefined ? null : this.#find(target);
    const ofY = this.label ?? this.target;
    const others = names.map((_, at) => at).filter((at) => at !== ofY?.at);
    this.columns = (columns ?? others).map((column) => this.#find(column));
    this.#classes = classes === undefined ? null : new Map(classes.map((text, i) => [text, i]));
  }

  /** Appends a record's numbers to x and its label or target to y. */
  read(record: readonly string[], line: number, x: number[], y: number[]): void {
    if (record.length !== this.#names.length) {
      throw new DataError(
        `${this.#file}: line ${line}: ${this.#names.length} columns expected, ${record.length} found`,
      );
    }
    for (const column of this.columns) x.push(this.#float(record[column.at]!, line, column));
    const { label, target } = this;
    if (label !== null) y.push(this.#class(record[label.at]!, line, label));
    if (target !== null) y.push(this.#float(record[target.at]!, line, target));
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
