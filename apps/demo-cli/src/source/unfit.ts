import { noGrad } from '@plumbline/autograd';
import { crossEntropy, mse } from '@plumbline/layers';
import { isFloat, isTensor } from '@plumbline/tensor';
import { UserError } from '../errors.ts';
import { isThrownIn, placeOf } from './error-place.ts';
import type { Subject } from './subject.ts';

/** What the packages throw for shapes and dtypes that don't fit: a mistake of the network's. */
export function isUnfit(error: unknown): error is Error {
  return error instanceof RangeError || error instanceof TypeError;
}

/** Runs `body`; where shapes or dtypes don't fit, UserError that begins with `what`. */
export function trying<Result>(what: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (!isUnfit(error)) throw error;
    throw new UserError(`${what}: ${error.message}`, { cause: error });
  }
}

/** The UserError for what a measurement has thrown, or `error` itself where no user is at fault. */
export function blamed(error: unknown, subject: Subject | null): unknown {
  const { file } = subject ?? {};
  if (!(error instanceof Error)) return error;
  if (subject !== null && file !== undefined) {
    if (isThrownIn(file, error)) {
      return new UserError(`${placeOf(error, file)}: ${error.message}`, { cause: error });
    }
    const reason = isUnfit(error) ? sampleFault(subject) : null;
    if (reason !== null) {
      return new UserError(`${file}: its \`sample\` does not fit the network: ${reason}`, {
        cause: error,
      });
    }
  }
  return isUnfit(error) ? new UserError(error.message, { cause: error }) : error;
}

/** Why there is no loss for the sample, or null where there is one. */
function sampleFault({ model, sample, sampleName }: Subject): string | null {
  if (sampleName !== 'the sample of the file') return null;
  const [input, target] = isTensor(sample) ? [sample, null] : sample;
  try {
    noGrad(() => {
      const output = model.forward(input);
      if (target !== null) (isFloat(target.dtype) ? mse : crossEntropy)(output, target);
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
