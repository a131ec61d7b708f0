import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A number, shown as a point of the line `tag`, or a text in Markdown. */
export type SummaryValue =
  | { readonly tag: string; readonly scalar: number }
  | { readonly tag: string; readonly text: string };

export interface Event {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  /** The first event of a file tells the format's version, all others have values. */
  readonly what: { readonly fileVersion: string } | { readonly values: readonly SummaryValue[] };
}

/** The message `Event` of event.proto. */
export function encodeEvent({ wallTime, step, what }: Event): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Bit64).double(wallTime);
  writer.tag(2, WireType.Varint).int64(step);
  if ('fileVersion' in what) writer.tag(3, WireType.LengthDelimited).string(what.fileVersion);
  else {
    message(writer, 5, () => {
      for (const value of what.values) writeValue(writer, value);
    });
  }
  return writer.finish();
}

/** Field `number` is the message whose fields `write` writes. */
function message(writer: BinaryWriter, number: number, write: () => void): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function writeValue(writer: BinaryWriter, value: SummaryValue): void {
  message(writer, 1, () => {
    writer.tag(1, WireType.LengthDelimited).string(value.tag);
    // What float32 does not hold becomes infinite; the writer would refuse it.
    if ('scalar' in value) writer.tag(2, WireType.Bit32).float(Math.fround(value.scalar));
    else writeText(writer, value.text);
  });
}

const dataTypeString = 7;
const dataClassTensor = 2;

/** A tensor of one string, and that it is for the text plugin. */
function writeText(writer: BinaryWriter, text: string): void {
  message(writer, 8, () => {
    writer.tag(1, WireType.Varint).int32(dataTypeString);
    message(writer, 2, () => {});
    writer.tag(8, WireType.LengthDelimited).string(text);
  });
  message(writer, 9, () => {
    message(writer, 1, () => writer.tag(1, WireType.LengthDelimited).string('text'));
    writer.tag(4, WireType.Varint).int32(dataClassTensor);
  });
}
