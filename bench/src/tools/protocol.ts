import { type CaseName, caseNames } from '../cases/case.ts';

/*
 * One JSON object a line. A tool says hello when it is loaded; then it answers one line to each line
 * it is told, and blocks on stdin between: only one tool works at a time.
 */

/** What a tool says first. */
export interface Hello {
  /** With its version, for the table. */
  readonly name: string;
  readonly threads: number;
}

export type Request = RunRequest | { readonly peakMemory: true };

/** Do a case this often, after so many times that aren't counted. */
export interface RunRequest {
  readonly run: CaseName;
  readonly warmups: number;
  readonly repeats: number;
}

export type Answer = Milliseconds | { readonly peakBytes: number } | { readonly error: string };

export interface Milliseconds {
  /** Of each repeat, in order. */
  readonly milliseconds: readonly number[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function parseRecord(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  if (!isRecord(value)) throw new TypeError(`not an object: ${line}`);
  return value;
}

export function parseRequest(line: string): Request {
  const { run, warmups, repeats, peakMemory } = parseRecord(line);
  if (peakMemory === true) return { peakMemory };
  const name = caseNames.find((name) => name === run);
  if (name !== undefined && typeof warmups === 'number' && typeof repeats === 'number') {
    return { run: name, warmups, repeats };
  }
  throw new TypeError(`not a request: ${line}`);
}

export function parseHello(line: string): Hello {
  const { name, threads } = parseRecord(line);
  if (typeof name === 'string' && typeof threads === 'number') return { name, threads };
  throw new TypeError(`not a hello: ${line}`);
}

export function parseAnswer(line: string): Answer {
  const { milliseconds, peakBytes, error } = parseRecord(line);
  if (typeof error === 'string') return { error };
  if (typeof peakBytes === 'number') return { peakBytes };
  if (Array.isArray(milliseconds) && milliseconds.every((time) => typeof time === 'number')) {
    return { milliseconds };
  }
  throw new TypeError(`not an answer: ${line}`);
}
