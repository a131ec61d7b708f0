import type { Module } from '@plumbline/layers';
import { jacobianSpectrum, type Sample } from '../../src/index.ts';

export const cost = {
  name: 'jacobianSpectrum',
  run: (model: Module, sample: Sample): void => {
    jacobianSpectrum(model, sample);
  },
};
