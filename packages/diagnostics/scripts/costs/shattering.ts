import type { Module } from '@plumbline/layers';
import { type Sample, shattering } from '../../src/index.ts';

export const cost = {
  name: 'shattering',
  run(model: Module, sample: Sample): void {
    shattering(model, sample);
  },
};
