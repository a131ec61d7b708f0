/**
 * A report as an event file in a folder, in Node.
 *
 * @module
 */

export { type WriteEventFileOptions, writeEventFile } from './write-event-file.ts';
