import { describe, expect, it } from 'vitest';
import { barLine, duration, plainLine } from '../src/progress/status-text.ts';
import { TrainingProgress } from '../src/progress/training-progress.ts';

const status = {
  step: 30,
  steps: 120,
  loss: 0.12345,
  accuracy: 0.931,
  examplesPerSecond: 12_345,
  secondsLeft: 9,
};

describe('TrainingProgress', () => {
  it('tells speed and time left by the clock, loss and accuracy by the last 20 steps', () => {
    let now = 5000;
    const progress = new TrainingProgress(100, () => now);
    for (let i = 0; i < 25; i++) {
      progress.add({ loss: i < 5 ? 100 : 2, accuracy: i < 5 ? 0 : 0.5, examples: 10 });
    }
    now += 5000;
    expect(progress.seconds).toBe(5);
    expect(progress.status).toEqual({
      step: 25,
      steps: 100,
      loss: 2,
      accuracy: 0.5,
      examplesPerSecond: 50,
      secondsLeft: 15,
    });
  });
});

describe('status text', () => {
  it.each([20, 40, 60, 80, 120, 200])('a bar line leaves a column of %d free', (columns) => {
    const line = barLine('residual', status, columns);
    expect(line.length).toBeLessThan(columns);
    expect(line).toMatch(/^residual {2}[█░]*/);
  });

  it('drops numbers from the right in narrow terminals, and shows all in wide ones', () => {
    expect(barLine('plain', status, 100)).toContain('12,345 digits/s');
    expect(barLine('plain', status, 45)).toMatch(/█+░+ +25 %/);
    expect(barLine('plain', status, 45)).not.toContain('digits/s');
  });

  it('plain lines say the same in words', () => {
    expect(plainLine('plain', status)).toBe(
      'plain: step 30 of 120, loss 0.123, accuracy 93.1 %, 0:09 left, 12,345 digits/s',
    );
  });

  it('formats durations', () => {
    expect([0, 6.2, 750, 3723, Number.NaN].map(duration)).toEqual([
      '0:00',
      '0:07',
      '12:30',
      '1:02:03',
      '-:--',
    ]);
  });
});
