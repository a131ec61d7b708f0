import { join } from 'node:path';
import protobuf from 'protobufjs';

const schema = protobuf.loadSync(join(import.meta.dirname, '../src/tensorboard/event.proto'));
const eventType = schema.lookupType('plumbline.Event');

interface ReadValue {
  readonly tag: string;
  readonly simpleValue?: number;
  readonly tensor?: { readonly dtype: string; readonly stringVal: readonly Uint8Array[] };
  readonly metadata?: { readonly dataClass: string; readonly pluginData: { pluginName: string } };
}

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly ReadValue[] };
}

/** The events of a file by protobufjs, which decodes by event.proto. Checksums are left alone. */
export function readEventFile(bytes: Uint8Array): ReadEvent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    const message = eventType.decode(bytes.subarray(at + 12, at + 12 + length));
    const event: unknown = eventType.toObject(message, { longs: Number, defaults: true });
    if (!isEvent(event)) throw new TypeError(`no event: ${JSON.stringify(event)}`);
    events.push(event);
    at += length + 16;
  }
  return events;
}

function isEvent(value: unknown): value is ReadEvent {
  return typeof value === 'object' && value !== null && 'wallTime' in value;
}

/** All scalars as `tag at step`, and their values. */
export function scalarsOf(events: readonly ReadEvent[]): Map<string, number> {
  return new Map(
    events.flatMap(({ step, summary }) =>
      (summary?.value ?? []).flatMap(({ tag, simpleValue }): [string, number][] =>
        simpleValue === undefined ? [] : [[`${tag} at ${step}`, simpleValue]],
      ),
    ),
  );
}

/** All texts by tag. */
export function textsOf(events: readonly ReadEvent[]): Map<string, string> {
  return new Map(
    events.flatMap(({ summary }) =>
      (summary?.value ?? []).flatMap(({ tag, tensor }): [string, string][] =>
        tensor === undefined
          ? []
          : [[tag, tensor.stringVal.map((b) => new TextDecoder().decode(b)).join()]],
      ),
    ),
  );
}
