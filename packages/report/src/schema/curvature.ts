import * as v from 'valibot';
import { count, formatOf, number } from './format.ts';

/** The Hessian of the loss in the parameters. */
export interface Curvature {
  /** How many numbers the Hessian is in: the trained parameters' elements. */
  readonly parameters: number;
  /** The eigenvalue of the largest magnitude, and |H v - λ v| / |λ| where the search for it ended. */
  readonly largestEigenvalue: number;
  /** |H v - λ v| / |λ| where the search for the eigenvalue ended. */
  readonly residual: number;
  /** Hutchinson's estimate of the trace, its standard error and how many random vectors it took. */
  readonly trace: number;
  /** The estimate's standard error. */
  readonly traceError: number;
  /** How many random vectors the estimate took. */
  readonly samples: number;
}

export const curvatureFormat = formatOf<Curvature>()(
  v.object({
    parameters: count,
    largestEigenvalue: number,
    residual: number,
    trace: number,
    traceError: number,
    samples: count,
  }),
);
