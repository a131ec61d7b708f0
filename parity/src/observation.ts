/** What a test has seen, for CONFORMANCE.md. */
export interface Observation {
  /** The section: a fixture, or what else is compared. */
  readonly kind: string;
  /** Of a case; the part before the first space is what it is listed under. */
  readonly name: string;
  /** The largest difference, by dtype; null where there is nothing of that dtype. */
  readonly seen: Seen;
  /** It is one of the known differences, and not counted with the others. */
  readonly isKnown?: boolean;
}

export interface Seen {
  readonly float32: number | null;
  readonly float64: number | null;
}

export function larger(a: Seen, b: Seen): Seen {
  return { float32: most(a.float32, b.float32), float64: most(a.float64, b.float64) };
}

function most(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

declare module 'vitest' {
  interface TaskMeta {
    parity?: Observation;
  }
}
