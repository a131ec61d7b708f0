import type { Module } from '@plumbline/layers';
import { paths, type Sample } from '../../src/index.ts';

export const cost = {
  name: 'paths',
  run(model: Module, sample: Sample): void {
    paths(model, sample);
  },
};
