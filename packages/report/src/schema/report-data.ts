import type { Curvature } from './curvature.ts';
import type { Finding } from './finding.ts';
import type { Flow } from './flow.ts';
import type { Landscape } from './landscape.ts';
import type { Lesion } from './lesion.ts';
import type { GradientNoise } from './noise.ts';
import type { PathSpectrum } from './paths.ts';
import type { Shattering } from './shattering.ts';
import type { SignalPropagation } from './signal.ts';
import type { JacobianSpectrum } from './spectrum.ts';

/** What can be measured on a network. */
export interface Measurements {
  readonly flow?: Flow;
  readonly signal?: SignalPropagation;
  readonly paths?: PathSpectrum;
  readonly lesion?: Lesion;
  readonly shattering?: Shattering;
  readonly spectrum?: JacobianSpectrum;
  readonly curvature?: Curvature;
  readonly landscape?: Landscape;
  readonly noise?: GradientNoise;
}

/** A report: what was measured on which network, and what was found. */
export interface ReportData extends Measurements {
  readonly title: string;
  readonly model: { readonly name: string; readonly parameters: number };
  /** Who measured. */
  readonly source: { readonly framework: string; readonly version?: string };
  readonly findings?: readonly Finding[];
}
