import { Parameter } from '@plumbline/autograd';
import {
  constant,
  cosine,
  exponential,
  linear,
  type MetricSchedule,
  multiStep,
  oneCycle,
  polynomial,
  reduceOnPlateau,
  type Schedule,
  SGD,
  step,
  warmRestarts,
  warmup,
} from '@plumbline/optimizers';
import { tensor, zeros } from '@plumbline/tensor';
import type { Results } from '../evaluate.ts';
import type { Case } from '../fixture.ts';
import { stepped } from '../tolerance.ts';
import { type Section, section } from './section.ts';

/** Of a learning rate of 0.1. */
const schedules: Readonly<Record<string, Schedule>> = {
  constant: constant(0.1),
  step: step(0.1, 7, 0.5),
  multiStep: multiStep(0.1, [5, 11, 12], 0.5),
  exponential: exponential(0.1, 0.9),
  linear: linear(0.1, 20, 0.02),
  polynomial: polynomial(0.1, 20, { power: 2 }),
  cosine: cosine(0.1, 30, 0.01),
  warmRestarts: warmRestarts(0.1, 7, { factor: 2, end: 0.01 }),
  warmup: warmup(10, 0.1),
  oneCycle: oneCycle(0.1, 30),
  'oneCycle three phases': oneCycle(0.1, 30, {
    pctStart: 0.25,
    divFactor: 10,
    finalDivFactor: 100,
    anneal: 'linear',
    threePhase: true,
  }),
};

const plateaus: Readonly<Record<string, () => MetricSchedule>> = {
  reduceOnPlateau: () => reduceOnPlateau(0.1, { patience: 3 }),
  'reduceOnPlateau max': () =>
    reduceOnPlateau(0.1, {
      mode: 'max',
      patience: 2,
      factor: 0.5,
      cooldown: 2,
      threshold: 0.05,
      thresholdMode: 'abs',
      minLr: 0.02,
    }),
};

/** As many rates as the fixture has. */
function evaluateSchedule(schedule: Schedule, { expected }: Case): Results {
  const length = expected.get('rates')?.size ?? 0;
  const rates = Float64Array.from({ length }, (_, step) => schedule(step));
  return new Map([['rates', tensor(rates)]]);
}

/** The rate before each of 30 steps, with the losses of python/optimizers.py. */
function evaluatePlateau(make: () => MetricSchedule): Results {
  const optimizer = new SGD([new Parameter(zeros([1]))], { lr: make() });
  const rates = Float64Array.from({ length: 30 }, (_, step) => {
    const { lr } = optimizer;
    optimizer.observe(step < 20 ? Math.abs(10 - step) / 10 : 1);
    return lr;
  });
  return new Map([['rates', tensor(rates)]]);
}

export const scheduleSections: readonly Section[] = [
  section(schedules, evaluateSchedule, stepped),
  section(plateaus, evaluatePlateau, stepped),
];
