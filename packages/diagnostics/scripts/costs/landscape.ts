import type { Module } from '@plumbline/layers';
import { landscape, type Sample } from '../../src/index.ts';

export const cost = {
  name: 'landscape',
  run: (model: Module, sample: Sample): void => {
    landscape(model, sample);
  },
};
