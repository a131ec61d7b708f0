/** Plumbline as a tool of the comparison, with the engine that a user gets by default. */
import { availableParallelism } from 'node:os';
import { cases } from '../cases/index.ts';
import { serve } from './serve.ts';

// As the engine decides; it has no more threads than 8 by default.
const threads = Number(process.env['PLUMBLINE_THREADS'] ?? Math.min(8, availableParallelism()));
await serve({ name: 'Plumbline', threads }, (name) => cases[name]());
