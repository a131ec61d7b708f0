import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

/** On one thread, as in a page that is not cross-origin isolated. */
export default mergeConfig(base, { test: { env: { PLUMBLINE_THREADS: '1' } } });
