/**
 * A report as the bytes of a TensorBoard event file.
 *
 * @module
 */

export { type EventFileOptions, eventFile } from './event-file.ts';
