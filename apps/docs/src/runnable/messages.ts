/** What a run of code prints, and how it ends: what its worker sends to the page. */

export type Level = 'log' | 'warn' | 'error';

export interface PrintedText {
  readonly type: 'text';
  readonly level: Level;
  readonly text: string;
}

export interface PrintedTable {
  readonly type: 'table';
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A whole HTML page, from an object with a method `toHTML`. */
export interface PrintedPage {
  readonly type: 'page';
  readonly html: string;
}

export type Printed = PrintedText | PrintedTable | PrintedPage;

export interface Failure {
  readonly message: string;
  /** Of the code, from 1; null where the error does not say. */
  readonly line: number | null;
}

export interface Request {
  readonly code: string;
}

export type Reply =
  | { readonly type: 'started' }
  | { readonly type: 'printed'; readonly printed: Printed }
  | { readonly type: 'finished'; readonly failure: Failure | null };
