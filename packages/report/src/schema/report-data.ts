import * as v from 'valibot';
import { type Curvature, curvatureFormat } from './curvature.ts';
import { type Finding, findingFormat } from './finding.ts';
import { type Flow, flowFormat } from './flow.ts';
import { count, formatOf } from './format.ts';
import { type Landscape, landscapeFormat } from './landscape.ts';
import { type Lesion, lesionFormat } from './lesion.ts';
import { type GradientNoise, noiseFormat } from './noise.ts';
import { type PathSpectrum, pathsFormat } from './paths.ts';
import { type Shattering, shatteringFormat } from './shattering.ts';
import { type SignalPropagation, signalFormat } from './signal.ts';
import { type JacobianSpectrum, jacobianFormat } from './spectrum.ts';
import { type Training, trainingFormat } from './training.ts';

/** What can be measured on a network. */
export interface Measurements {
  /** What flowed through the network as it trained. */
  readonly flow?: Flow;
  /** How a signal goes through it. */
  readonly signal?: SignalPropagation;
  /** The gradient by the length of its paths. */
  readonly paths?: PathSpectrum;
  /** The loss without some blocks. */
  readonly lesion?: Lesion;
  /** How the gradient resembles itself from input to input. */
  readonly shattering?: Shattering;
  /** Singular values of Jacobians. */
  readonly spectrum?: JacobianSpectrum;
  /** How sharply the loss curves. */
  readonly curvature?: Curvature;
  /** The loss around the parameters. */
  readonly landscape?: Landscape;
  /** How much gradients of examples differ. */
  readonly noise?: GradientNoise;
}

/** A report: what was measured on which network, and what was found. */
export interface ReportData extends Measurements {
  /** What the report is headed by. */
  readonly title: string;
  /** The network: what it is called, and how many elements its parameters have. */
  readonly model: { readonly name: string; readonly parameters: number };
  /** Who measured. */
  readonly source: { readonly framework: string; readonly version?: string };
  /** What the rules found; left out where they were not asked. */
  readonly findings?: readonly Finding[];
  /** How the training went. */
  readonly training?: Training;
}

export const reportDataFormat = formatOf<ReportData>()(
  v.object({
    title: v.string(),
    model: v.object({ name: v.string(), parameters: count }),
    source: v.object({ framework: v.string(), version: v.exactOptional(v.string()) }),
    findings: v.exactOptional(v.array(findingFormat)),
    training: v.exactOptional(trainingFormat),
    flow: v.exactOptional(flowFormat),
    signal: v.exactOptional(signalFormat),
    paths: v.exactOptional(pathsFormat),
    lesion: v.exactOptional(lesionFormat),
    shattering: v.exactOptional(shatteringFormat),
    spectrum: v.exactOptional(jacobianFormat),
    curvature: v.exactOptional(curvatureFormat),
    landscape: v.exactOptional(landscapeFormat),
    noise: v.exactOptional(noiseFormat),
  }),
);
