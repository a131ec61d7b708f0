import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, testedFolders } from './repository.ts';

/** Prints how many tests of all packages passed, from the reports that vitest left. */
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const folder of testedFolders) {
  const report: unknown = JSON.parse(readFileSync(join(root, folder, '.test-report.json'), 'utf8'));
  counts.passed += numberIn(report, 'numPassedTests');
  counts.failed += numberIn(report, 'numFailedTests');
  counts.skipped += numberIn(report, 'numPendingTests');
}
const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;

function numberIn(report: unknown, field: string): number {
  const value: unknown =
    typeof report === 'object' && report !== null ? Reflect.get(report, field) : null;
  if (typeof value !== 'number') throw new TypeError(`a test report has no ${field}`);
  return value;
}
