import type { Generator } from '@plumbline/tensor';
import type { Batch } from '../dataset.ts';

/**
 * Changes a batch on its way out of a `DataLoader`, by tensor ops: nothing need be read back from
 * an engine. What is random is drawn from `random`, whose stream belongs to this batch of this
 * epoch alone, so that a batch does not depend on those before it.
 */
export type Transform = (batch: Batch, random: Generator) => Batch;
