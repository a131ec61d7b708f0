import { reportPage } from './html/report-page.ts';
import type { Curvature } from './schema/curvature.ts';
import type { Finding } from './schema/finding.ts';
import type { Flow } from './schema/flow.ts';
import { toJson } from './schema/json.ts';
import type { Landscape } from './schema/landscape.ts';
import type { Lesion } from './schema/lesion.ts';
import type { GradientNoise } from './schema/noise.ts';
import type { PathSpectrum } from './schema/paths.ts';
import type { ReportData } from './schema/report-data.ts';
import { type ReportJson, reportSchema } from './schema/report-json.ts';
import type { Shattering } from './schema/shattering.ts';
import type { SignalPropagation } from './schema/signal.ts';
import type { JacobianSpectrum } from './schema/spectrum.ts';
import type { Training } from './schema/training.ts';
import { type FormatOptions, formatReport } from './terminal/format-report.ts';

/** What was measured on a network, with its faces: JSON, text, one HTML file. */
export class Report implements ReportData {
  declare readonly title: string;
  declare readonly model: ReportData['model'];
  declare readonly source: ReportData['source'];
  declare readonly findings?: readonly Finding[];
  declare readonly training?: Training;
  declare readonly flow?: Flow;
  declare readonly signal?: SignalPropagation;
  declare readonly paths?: PathSpectrum;
  declare readonly lesion?: Lesion;
  declare readonly shattering?: Shattering;
  declare readonly spectrum?: JacobianSpectrum;
  declare readonly curvature?: Curvature;
  declare readonly landscape?: Landscape;
  declare readonly noise?: GradientNoise;

  constructor(data: ReportData) {
    Object.assign(this, data);
  }

  /** Sentences, strips and tables, for a terminal; plain unless `color` is set. */
  toString(options?: FormatOptions): string {
    return formatReport(this, options);
  }

  /** One self-contained page with charts, that opens without a network and runs no script. */
  toHTML(): string {
    return reportPage(this);
  }

  /** The schema `plumbline-report/1`; what is not finite is null. */
  toJSON(): ReportJson {
    const data: ReportData = { ...this };
    return { schema: reportSchema, ...toJson(data) };
  }
}
