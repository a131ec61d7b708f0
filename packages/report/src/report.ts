import { formatFlow } from './format-flow.ts';
import { flowPage } from './html/flow-page.ts';
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

/** What was measured on a network, with its faces: JSON, text, one HTML file. */
export class Report implements ReportData {
  readonly title!: string;
  readonly model!: ReportData['model'];
  readonly source!: ReportData['source'];
  readonly findings?: readonly Finding[];
  readonly flow?: Flow;
  readonly signal?: SignalPropagation;
  readonly paths?: PathSpectrum;
  readonly lesion?: Lesion;
  readonly shattering?: Shattering;
  readonly spectrum?: JacobianSpectrum;
  readonly curvature?: Curvature;
  readonly landscape?: Landscape;
  readonly noise?: GradientNoise;

  constructor(data: ReportData) {
    Object.assign(this, data);
  }

  /** Tables and strips by depth, for a terminal. */
  toString(): string {
    return this.flow === undefined ? 'No backward pass was recorded yet.' : formatFlow(this.flow);
  }

  /** One self-contained page with charts, that opens without a network. */
  toHTML(): string {
    return flowPage(this.flow ?? { passes: [], layers: [], blocks: [] });
  }

  /** The schema `plumbline-report/1`; what is not finite is null. */
  toJSON(): ReportJson {
    const data: ReportData = { ...this };
    return { schema: reportSchema, ...toJson(data) };
  }
}
