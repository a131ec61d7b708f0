import { Report } from '@plumbline/report';

/** A report with what the rules find in it, if nobody has judged it yet, as that of a training run. */
export async function judged(report: Report): Promise<Report> {
  if (report.findings !== undefined || report.flow === undefined) return report;
  const { findingsOf } = await import('@plumbline/diagnostics');
  return new Report({ ...report, findings: findingsOf(report) });
}

/** Instead of findings, where there is nothing to find them in. */
export const withoutFlow =
  '<section id="findings"><h2>Findings</h2><p>None: no gradients were recorded in this report, and the ' +
  'rules judge those. <code>watch(model)</code> records them while a network trains, ' +
  '<code>diagnose(model, sample)</code> in one pass.</p></section>';
