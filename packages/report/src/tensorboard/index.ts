export { type EventFileOptions, eventFile } from './event-file.ts';
