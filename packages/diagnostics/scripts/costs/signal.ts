import type { Module } from '@plumbline/layers';
import { type Sample, signalPropagation } from '../../src/index.ts';

export const cost = {
  name: 'signalPropagation',
  run(model: Module, sample: Sample): void {
    signalPropagation(model, sample);
  },
};
