import type { Flow, LayerFlow } from '@plumbline/report';

/** The newest value that was measured and is finite, or NaN. */
export function newest(series: readonly number[] | undefined): number {
  return series?.findLast((value) => Number.isFinite(value)) ?? Number.NaN;
}

/** The newest `count` values that were measured, oldest first; an infinite one stays. */
export function recent(series: readonly number[] | undefined, count: number): number[] {
  return (series ?? []).filter((value) => !Number.isNaN(value)).slice(-count);
}

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Layers with weights that are trained. */
export function trainedLayers({ layers }: Flow): LayerFlow[] {
  return layers.filter(({ parameters, frozen }) => parameters > 0 && !frozen);
}

/** How many passes lie between the first and the newest recorded one. */
export function passesSeen({ passes }: Flow): number {
  return (passes.at(-1) ?? 0) - (passes[0] ?? 0);
}

/** Whether any step was seen that changed weights. */
export function isTrained(layers: readonly LayerFlow[]): boolean {
  return layers.some(({ update }) => update?.some((ratio) => ratio > 0) === true);
}

/** The loss that was told last by the first one; NaN where they tell nothing. */
export function lossGrowth({ loss }: Flow): number {
  const told = (loss ?? []).filter((value) => Number.isFinite(value));
  const [first = Number.NaN] = told;
  return first > 0 ? (told.at(-1) ?? Number.NaN) / first : Number.NaN;
}
