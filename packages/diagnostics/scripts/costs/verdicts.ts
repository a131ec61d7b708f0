import type { Module } from '@plumbline/layers';
import { diagnose, type Sample } from '../../src/index.ts';

export const cost = {
  name: 'diagnose',
  run(model: Module, sample: Sample): void {
    diagnose(model, sample);
  },
};
