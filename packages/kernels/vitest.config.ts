import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

// All other packages wait for this one: nothing else has the second core meanwhile.
export default mergeConfig(base, { test: { maxWorkers: 2 } });
