import { optimizerSections } from '../src/cases/optimizers.ts';
import { scheduleSections } from '../src/cases/schedules.ts';
import { compareCases } from './compare-cases.ts';

compareCases('optimizers', optimizerSections);
compareCases('schedules', scheduleSections);
