import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Trust } from '../src/threads/trust.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const late = [3, 1] as const;
const inTime = [0.1, 1] as const;

function loseOnce(trust: Trust): void {
  while (!trust.isLost) trust.judge(...late);
}

/** Milliseconds until work is given to the other thread again. */
function timeAlone(trust: Trust): number {
  let milliseconds = 0;
  for (; trust.isLost; milliseconds++) vi.advanceTimersByTime(1);
  return milliseconds;
}

test('one late time among many is forgiven, several in a row are not', () => {
  const trust = new Trust(false);
  for (let i = 0; i < 100; i++) {
    const [waited, worked] = i % 10 === 0 ? late : inTime;
    trust.judge(waited, worked);
    expect(trust.isLost).toBe(false);
  }
  for (let i = 0; i < 3; i++) trust.judge(...late);
  expect(trust.isLost).toBe(true);
});

test('a thread that takes no more than twice as long is in time', () => {
  const trust = new Trust(false);
  for (let i = 0; i < 100; i++) trust.judge(1.1, 1);
  expect(trust.isLost).toBe(false);
});

test('each loss lasts twice as long as the one before, up to a second', () => {
  const trust = new Trust(false);
  const times = Array.from({ length: 9 }, () => {
    loseOnce(trust);
    return timeAlone(trust);
  });
  expect(times).toEqual([10, 20, 40, 80, 160, 320, 640, 1000, 1000]);
});

test('that is forgiven by as much time in which it was in time', () => {
  const trust = new Trust(false);
  for (let i = 0; i < 4; i++) {
    loseOnce(trust);
    timeAlone(trust);
  }
  // 80 milliseconds, then 40, 20 and 10.
  for (let i = 0; i < 160; i++) {
    vi.advanceTimersByTime(1);
    trust.judge(...inTime);
  }
  loseOnce(trust);
  expect(timeAlone(trust)).toBe(10);
});

test('a blind one is never lost', () => {
  const trust = new Trust(true);
  for (let i = 0; i < 100; i++) trust.judge(...late);
  expect(trust.isLost).toBe(false);
});
