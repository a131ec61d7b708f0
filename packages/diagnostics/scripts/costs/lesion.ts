import type { Module } from '@plumbline/layers';
import { lesion, type Sample } from '../../src/index.ts';

export const cost = {
  name: 'lesion',
  run(model: Module, sample: Sample): void {
    lesion(model, sample);
  },
};
