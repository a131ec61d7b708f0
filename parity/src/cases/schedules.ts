import { constant, cosine, type Schedule, step } from '@plumbline/optimizers';
import { tensor } from '@plumbline/tensor';
import type { Results } from '../evaluate.ts';
import type { Case } from '../fixture.ts';
import { stepped } from '../tolerance.ts';
import { type Section, section } from './section.ts';

/** Of a learning rate of 0.1. */
const schedules: Readonly<Record<string, Schedule>> = {
  constant: constant(0.1),
  step: step(0.1, 7, 0.5),
  cosine: cosine(0.1, 30, 0.01),
};

/** The first 30 rates. */
function evaluateSchedule(schedule: Schedule, _: Case): Results {
  const rates = Float64Array.from({ length: 30 }, (_, step) => schedule(step));
  return new Map([['rates', tensor(rates)]]);
}

export const scheduleSections: readonly Section[] = [section(schedules, evaluateSchedule, stepped)];
