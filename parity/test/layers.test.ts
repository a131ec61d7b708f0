import { layerSections } from '../src/cases/layers.ts';
import { compareCases } from './compare-cases.ts';

compareCases('layers', layerSections);
