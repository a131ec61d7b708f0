import type { Module } from '@plumbline/layers';
import { curvature, type Sample } from '../../src/index.ts';

export const cost = {
  name: 'curvature',
  run: (model: Module, sample: Sample): void => {
    curvature(model, sample);
  },
};
