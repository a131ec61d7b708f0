import { opSections } from '../src/cases/ops/index.ts';
import { compareCases } from './compare-cases.ts';

compareCases('ops', opSections);
