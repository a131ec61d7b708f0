import { type Finding, Report, type ReportData } from '@plumbline/report';

/** A report with the findings of all rules. */
export class Diagnosis extends Report {
  /** Errors first, then warnings and notes; none is empty. */
  declare readonly findings: readonly Finding[];

  constructor(data: ReportData & { readonly findings: readonly Finding[] }) {
    super(data);
  }

  /** Whether nothing above a note was found. */
  get isHealthy(): boolean {
    return this.findings.every(({ severity }) => severity === 'note');
  }
}
