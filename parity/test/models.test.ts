import { modelSections } from '../src/cases/models.ts';
import { compareCases } from './compare-cases.ts';

compareCases('models', modelSections);
