import { resnet20 as model } from '@plumbline/layers';
import type { Work } from './case.ts';
import { trainingStep } from './training-step.ts';

/** He et al. 2015, section 4.2, with projection shortcuts where the shape changes (option B). */
export function resnet20(): Work {
  return trainingStep(model({ shortcut: 'projection' }), [32, 3, 32, 32]);
}
