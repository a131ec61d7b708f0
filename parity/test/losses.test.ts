import { lossSections } from '../src/cases/losses.ts';
import { compareCases } from './compare-cases.ts';

compareCases('losses', lossSections);
