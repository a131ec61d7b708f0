import type { ReportData } from '../schema/report-data.ts';
import { curvatureSection } from './curvature.ts';
import { flowSection } from './flow.ts';
import { landscapeSection } from './landscape.ts';
import { lesionSection } from './lesion.ts';
import { noiseSection } from './noise.ts';
import { pathsSection } from './paths.ts';
import type { ReportSection } from './report-section.ts';
import { shatteringSection } from './shattering.ts';
import { signalSection } from './signal.ts';
import { spectrumSection } from './spectrum.ts';
import { splitSection } from './split.ts';
import { trainingSection } from './training.ts';

/** The sections of what is in a report, in the order in which they are read. */
export function sectionsOf(report: ReportData): ReportSection[] {
  const {
    training,
    flow,
    signal,
    paths,
    lesion,
    shattering,
    spectrum,
    curvature,
    landscape,
    noise,
  } = report;
  const isSplit = flow !== undefined && flow.blocks.length > 0 && flow.passes.length > 0;
  const sections = [
    training && trainingSection(training),
    flow && flowSection(flow),
    isSplit && splitSection(flow),
    signal && signalSection(signal),
    paths && pathsSection(paths),
    lesion && lesionSection(lesion),
    shattering && shatteringSection(shattering),
    spectrum && spectrumSection(spectrum),
    curvature && curvatureSection(curvature),
    landscape && landscapeSection(landscape),
    noise && noiseSection(noise),
  ];
  return sections.filter((section) => section !== undefined && section !== false);
}
