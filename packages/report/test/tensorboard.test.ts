import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32c } from '../src/tensorboard/crc32c.ts';
import { eventFile } from '../src/tensorboard/index.ts';
import { expectedScalars } from './expected-scalars.ts';
import { anyReport } from './generated-flows.ts';
import { measuredReport } from './measured-report.ts';
import { readEventFile, scalarsOf, textsOf } from './read-event-file.ts';

// RFC 3720, appendix B.4, and the check value of CRC-32C in the catalogue of CRC algorithms.
test.each([
  [new Uint8Array(32), 0x8a9136aa],
  [new Uint8Array(32).fill(0xff), 0x62a8ab43],
  [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  [Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  [new TextEncoder().encode('123456789'), 0xe3069283],
])('crc32c has the published checksums', (bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});

test('eventFile refuses a time that is none', () => {
  expect(() => eventFile(measuredReport, { wallTime: Number.NaN })).toThrow('seconds since 1970');
});

describe('another decoder of protocol buffers finds', () => {
  test('every number of any flow', () => {
    const anyTime = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(anyReport, anyTime, (report, wallTime) => {
        const events = readEventFile(eventFile(report, { wallTime }));
        expect(events[0]).toEqual({ wallTime, step: 0, fileVersion: 'brain.Event:2' });
        expect(new Set(events.map((event) => event.wallTime))).toEqual(new Set([wallTime]));
        const steps = events.map(({ step }) => step);
        expect(steps).toEqual(steps.toSorted((a, b) => a - b));
        expect(scalarsOf(events)).toEqual(expectedScalars(report.flow));
      }),
    );
  });

  test('what was measured once, by depth, length or lag', () => {
    const scalars = scalarsOf(readEventFile(eventFile(measuredReport)));
    expect(Object.fromEntries(scalars)).toEqual({
      'signal/meanSquare at 0': 1,
      'signal/meanSquare at 1': 0.5,
      'signal/mean at 0': 0,
      'signal/mean at 1': 0.25,
      'signal/correlation at 0': 0.5,
      'signal/correlation at 1': 0.75,
      'signal/gradientMeanSquare at 0': 2,
      'signal/gradientMeanSquare at 1': 4,
      'signal/correlationLength at 0': 8,
      'signal/gradientLength at 0': -16,
      'paths/norm at 0': 3,
      'paths/norm at 1': 1,
      'paths/share at 0': 0.75,
      'paths/share at 1': 0.25,
      'paths/effectiveDepth at 0': 0.25,
      'lesion/whole at 0': 1,
      'lesion/dropped at 0': 1.5,
      'lesion/random at 2': 4,
      'shattering/autocorrelation at 0': 1,
      'shattering/autocorrelation at 1': 0.5,
      'shattering/whiteNoise at 0': 1,
      'shattering/whiteNoise at 1': 0,
      'shattering/brownNoise at 0': 1,
      'shattering/brownNoise at 1': 0.75,
      'singularValues/(model) at 0': 2,
      'singularValues/(model) at 1': 1,
      'curvature/largestEigenvalue at 0': 32,
      'curvature/trace at 0': 64,
      'landscape/loss at beta -1 at 0': 5,
      'landscape/loss at beta -1 at 1': 6,
      'landscape/loss at beta 1 at 0': 7,
      'landscape/loss at beta 1 at 1': 8,
      'noise/noiseScale at 0': 128,
      'noise/signalToNoise at 0': 0.125,
    });
  });

  test('a training, by epoch', () => {
    const at = (epoch: number, testAccuracy: number) => ({
      epoch,
      trainLoss: 2 / epoch,
      testLoss: Number.NaN,
      testAccuracy,
      seconds: 8,
    });
    const { title, model, source } = measuredReport;
    const training = { settings: {}, epochs: [at(1, 0.5), at(2, 0.75)], interrupted: false };
    const events = readEventFile(eventFile({ title, model, source, training }));
    expect(Object.fromEntries(scalarsOf(events))).toEqual({
      'training/trainLoss at 1': 2,
      'training/trainLoss at 2': 1,
      'training/testAccuracy at 1': 0.5,
      'training/testAccuracy at 2': 0.75,
      'training/seconds at 1': 8,
      'training/seconds at 2': 8,
    });
  });

  test('the findings as texts', () => {
    const texts = textsOf(readEventFile(eventFile(measuredReport)));
    expect(texts.get('report')).toBe(
      '**Two blocks**\n\nSequential, 24 parameters, measured by pencil 2',
    );
    expect(texts.get('findings')).toBe(
      [
        '### warning: The gradient vanishes towards the input.',
        'It is 1e-9 at the first layer.',
        'At `layer1.0`, `layer1.1`.',
        '**Likely cause:** No shortcuts.',
        '- Add shortcuts.\n- Normalize.',
        'Rule `vanishing-gradient`, He et al. 2015',
      ].join('\n\n'),
    );
    const { findings: _, ...without } = measuredReport;
    expect([...textsOf(readEventFile(eventFile(without))).keys()]).toEqual(['report']);
    const none = textsOf(readEventFile(eventFile({ ...measuredReport, findings: [] })));
    expect(none.get('findings')).toBe('No findings.');
  });
});
