/** Plumbline as a tool of the comparison, with the engine that a user gets by default. */
import { cases } from '../cases/index.ts';
import { defaultThreads } from '../limits/limits.ts';
import { serve } from './serve.ts';

const threads = Number(process.env['PLUMBLINE_THREADS'] ?? defaultThreads);
await serve({ name: 'Plumbline', threads }, (name) => cases[name]());
