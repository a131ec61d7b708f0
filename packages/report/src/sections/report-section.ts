/** A part of a report, for all writers. */
export interface ReportSection {
  /** Its anchor in a page. */
  readonly id: string;
  readonly heading: string;
  /** What the numbers say, a sentence each. */
  readonly sentences: readonly string[];
  /** A picture for a terminal of `width` columns. */
  readonly picture: (width: number) => readonly string[];
  /** A picture for a page. */
  readonly charts: () => string;
  readonly tables: readonly SectionTable[];
}

export interface SectionTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether a terminal, which has the picture, leaves it out. Default false. */
  readonly onlyInPage?: boolean;
  /** Anchors of the rows in a page. */
  readonly ids?: readonly string[];
  /** One more column in a page: how a number went over the passes. */
  readonly courses?: Courses;
}

export interface Courses {
  readonly head: string;
  /** By row. */
  readonly values: readonly (readonly number[])[];
}

/** A strip with its label in front: labels are as wide as the longest of a picture's. */
export function labeled(rows: readonly (readonly [label: string, strip: string])[]): string[] {
  const width = rows.reduce((most, [label]) => Math.max(most, label.length), 0);
  return rows.map(([label, drawn]) => `${label.padEnd(width)}  ${drawn}`);
}
