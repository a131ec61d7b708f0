import { parseReport, type Report } from '@plumbline/report';
import { type CompareRun, parseCompareRun } from './compare-run.ts';

/** What a file turned out to be. */
export type Opened =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'compare'; readonly run: CompareRun }
  | { readonly kind: 'weights'; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };

const known =
  'A report is the JSON file of `report.toJSON()`, `plumbline diagnose --json` or `plumbline train` (run.json); ' +
  'weights are a .safetensors file.';

/** What is in a file, by its content. Error with what is wrong and what to do about it. */
export function openFile(name: string, bytes: Uint8Array<ArrayBuffer>): Opened {
  if (bytes.length === 0) throw new Error(`${name} is empty. ${known}`);
  if (isZip(bytes)) {
    throw new Error(
      `${name} is a PyTorch file or another archive. Save the weights alone, from Python: ` +
        "safetensors.torch.save_file(model.state_dict(), 'model.safetensors').",
    );
  }
  if (name.endsWith('.safetensors') || looksLikeSafetensors(bytes)) {
    return { kind: 'weights', name, bytes };
  }
  return openJson(name, decode(name, bytes));
}

/** A report or a run in the text of a file. */
export function openJson(name: string, text: string): Opened {
  const value = parse(name, text);
  const schema = schemaOf(value);
  try {
    if (schema === 'plumbline-compare/1') return { kind: 'compare', run: parseCompareRun(value) };
    if (schema.startsWith('plumbline-report/')) {
      return { kind: 'report', report: parseReport(value) };
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const reason = error.message.replace('parseReport: ', '');
    throw new Error(
      `${name} is a ${schema} file, but not a whole one: ${reason}. Was it changed by hand? Write it again.`,
    );
  }
  const what = schema === '' ? 'no schema is named in it' : `its schema is '${schema}'`;
  throw new Error(`${name} is JSON, but no report: ${what}. ${known}`);
}

/** A text that begins with its own length in 8 bytes, little-endian, and then `{`. */
function looksLikeSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== '{'.charCodeAt(0)) return false;
  return bytes[6] === 0 && bytes[7] === 0;
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${name} is no text, and no safetensors file. ${known}`);
  }
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const fix = text.trimStart().startsWith('{')
      ? 'If it was cut short, copy or download it again.'
      : known;
    throw new Error(`${name} is no whole JSON (${reason}). ${fix}`);
  }
}

function schemaOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return '';
  return typeof value.schema === 'string' ? value.schema : '';
}
