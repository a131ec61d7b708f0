import { useEngine } from '@plumbline/tensor';
import { modelSections } from '../src/cases/models.ts';
import { compareCases } from './compare-cases.ts';

// Winograd's convolution rounds ten times as coarsely, which moves inputs of ReLUs across 0, where
// gradients jump: winograd.test.ts.
useEngine({ winograd: false });
compareCases('models', modelSections);
