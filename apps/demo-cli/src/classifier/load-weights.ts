import type { Module } from '@plumbline/layers';
import { SafetensorsError } from '@plumbline/safetensors';
import { readSafetensors } from '@plumbline/safetensors/node';
import { UserError } from '../errors.ts';

/** Of a checkpoint; a file of weights alone has none. */
const prefix = 'model.';

/**
 * Gives `model` the weights in a safetensors file: a checkpoint of `plumbline train`, or a state dict
 * alone. UserError for a file that is missing, damaged or of another model.
 */
export async function loadWeights(model: Module, path: string): Promise<void> {
  try {
    const { tensors } = await readSafetensors(path);
    const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
    const isCheckpoint = own.length > 0;
    model.loadStateDict(
      isCheckpoint
        ? Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]))
        : tensors,
    );
  } catch (error) {
    if (error instanceof SafetensorsError) throw new UserError(error.message, { cause: error });
    if (error instanceof Error && error.message.startsWith('loadStateDict:')) {
      throw new UserError(`${path}: not the weights of this model: ${firstOf(error.message)}`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** The first of many problems, and how many more there are. */
function firstOf(message: string): string {
  const [first = '', ...more] = message.replace('loadStateDict: ', '').split('; ');
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}
