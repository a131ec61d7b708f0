/**
 * Matchers for Vitest: an import adds them to `expect`.
 *
 * @module
 */

import { expect } from 'vitest';
import type { Sample } from '../sample.ts';
import type { DiagnoseOptions } from '../verdicts/diagnose.ts';
import type { DeadUnitsOptions, PassGradientsOptions } from './matchers.ts';
import * as matchers from './matchers.ts';
import type { PropagateSignalOptions } from './propagate-signal.ts';

export type { DeadUnitsOptions, PassGradientsOptions } from './matchers.ts';
export type { PropagateSignalOptions } from './propagate-signal.ts';

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> {
    /**
     * Of a `Module`: |dL/d output| at the first layer is not below `minRatio` (default 1e-3) and
     * nowhere above `maxRatio` (default 1e3) of that at the last, all is finite, and each layer that is
     * trained gets a gradient.
     */
    toPassGradients(sample: Sample, options?: PassGradientsOptions): R;
    /**
     * Of a `Module`: in no layer of rectifiers a share of `maxShare` (default 0.5) or more of the units
     * is 0 for all of the sample. A sample of 32 or more tells dead units from those off by chance.
     */
    toHaveNoDeadUnits(sample: Sample, options?: DeadUnitsOptions): R;
    /**
     * Of a `Module`: the outputs of its layers and blocks, but the last, have a root mean square of
     * `minRatio` (default 0.01) to `maxRatio` (default 100) times that of the first, and different
     * examples still differ: their mean cosine is `maxCorrelation` (default 0.999) or less.
     */
    toPropagateSignal(sample: Sample, options?: PropagateSignalOptions): R;
    /** Of a `Module`: `diagnose` finds nothing above a note. */
    toBeHealthy(sample: Sample, options?: DiagnoseOptions): R;
  }
}

expect.extend({ ...matchers });
