import type { ReportData } from '../schema/report-data.ts';
import { type Event, encodeEvent, type SummaryValue } from './event.ts';
import { flowLines } from './flow-lines.ts';
import type { Line } from './line.ts';
import { measuredLines } from './measured-lines.ts';
import { record } from './record.ts';
import { texts } from './texts.ts';
import { trainingLines } from './training-lines.ts';

/** Options of `eventFile`. */
export interface EventFileOptions {
  /** When the events happened, in seconds since 1970. Default now. */
  readonly wallTime?: number;
}

/**
 * `report` as the bytes of one TensorBoard event file: a scalar for each number of the flow's series by
 * pass, of the training by epoch, and of the curves and main numbers of the other measurements, unless
 * it is NaN (as float32, which is all that they hold); texts for the findings. Tags are the schema's
 * names: `loss`, `weightGradient/layer1.0.conv1`, `branchShare/layer1.0`, `training/testAccuracy`,
 * `paths/share`.
 * RangeError for a time that is not finite.
 */
export function eventFile(report: ReportData, options: EventFileOptions = {}): Uint8Array {
  const { wallTime = Date.now() / 1000 } = options;
  if (!Number.isFinite(wallTime)) {
    throw new RangeError(`eventFile: wallTime is in seconds since 1970, got ${wallTime}`);
  }
  const flow = report.flow === undefined ? [] : flowLines(report.flow);
  const training = report.training === undefined ? [] : trainingLines(report.training);
  const values = valuesByStep([...flow, ...training, ...measuredLines(report)], texts(report));
  const events: Event[] = [
    { wallTime, step: 0, what: { fileVersion: 'brain.Event:2' } },
    ...values.map(([step, values]) => ({ wallTime, step, what: { values } })),
  ];
  return joined(events.map((event) => record(encodeEvent(event))));
}

/** What happened at each step, in order; the texts at step 0. */
function valuesByStep(
  lines: readonly Line[],
  texts: readonly SummaryValue[],
): [step: number, values: SummaryValue[]][] {
  const steps = new Map<number, SummaryValue[]>([[0, [...texts]]]);
  for (const { tag, values, steps: given } of lines) {
    for (const [i, scalar] of values.entries()) {
      if (Number.isNaN(scalar)) continue;
      const step = given?.[i] ?? i;
      const before = steps.get(step);
      if (before === undefined) steps.set(step, [{ tag, scalar }]);
      else before.push({ tag, scalar });
    }
  }
  return [...steps].sort(([a], [b]) => a - b);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
