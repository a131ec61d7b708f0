import type { Finding, Severity } from '../schema/finding.ts';

const order: readonly Severity[] = ['error', 'warning', 'note'];

/** The worst first; those of one severity in their order. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return order.flatMap((wanted) => findings.filter(({ severity }) => severity === wanted));
}
