import type { Module } from '@plumbline/layers';
import { gradientNoise, type Sample } from '../../src/index.ts';

export const cost = {
  name: 'gradientNoise',
  run: (model: Module, sample: Sample): void => {
    gradientNoise(model, sample);
  },
};
