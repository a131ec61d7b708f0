import { type Watch, watch } from '@plumbline/diagnostics';
import type { Module } from '@plumbline/layers';
import type { Flow } from '@plumbline/report';
import { livePage } from '../report/live-page.ts';
import { watchSettings } from '../watch-settings.ts';
import type { LiveServer } from './live-server.ts';

/** A network in training, as far as it has come. */
export interface Course {
  readonly name: string;
  readonly losses: readonly number[];
  readonly flow: Flow;
}

/** The live page of a comparison: all networks from the first step on. */
export class LiveComparison {
  readonly #server: LiveServer;
  readonly #done: Course[] = [];
  #name = '';
  #losses: number[] = [];
  #watch: Watch | null = null;

  constructor(server: LiveServer) {
    this.#server = server;
  }

  /** A network is about to be trained. Returns what to call when it is. */
  begin(name: string, model: Module): () => void {
    const watching = watch(model, watchSettings);
    this.#name = name;
    this.#losses = [];
    this.#watch = watching;
    return () => {
      this.#done.push({ name, losses: this.#losses, flow: watching.record() });
      watching.stop();
      this.#watch = null;
      this.#server.update(() => this.#page());
    };
  }

  step(loss: number): void {
    this.#losses.push(loss);
    this.#server.update(() => this.#page());
  }

  #page(): string {
    const flow = this.#watch?.record();
    const current = flow === undefined ? [] : [{ name: this.#name, losses: this.#losses, flow }];
    return livePage([...this.#done, ...current]);
  }
}
