import { layerSections } from '../src/cases/layers/index.ts';
import { compareCases } from './compare-cases.ts';

compareCases('layers', layerSections);
