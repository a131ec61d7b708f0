export { type WriteEventFileOptions, writeEventFile } from './write-event-file.ts';
