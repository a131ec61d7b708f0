import { formatCount, formatNorm } from '../format-number.ts';
import type { Curvature } from '../schema/curvature.ts';
import type { ReportSection } from './report-section.ts';

/** The Hessian's largest eigenvalue and trace. */
export function curvatureSection(curvature: Curvature): ReportSection {
  const { parameters, largestEigenvalue, residual, trace, traceError, samples } = curvature;
  const rows = [
    ['largest eigenvalue', formatNorm(largestEigenvalue)],
    ['its relative residual', formatNorm(residual)],
    ['trace', `${formatNorm(trace)} ± ${formatNorm(traceError)}`],
    ['random vectors for it', formatCount(samples)],
    ['mean eigenvalue', formatNorm(trace / parameters)],
    ['largest stable learning rate of gradient descent, 2 / λ', formatNorm(2 / largestEigenvalue)],
  ];
  return {
    id: 'curvature',
    heading: 'Curvature',
    sentences: [
      `The Hessian in ${formatCount(parameters)} parameters bends the loss by ${formatNorm(largestEigenvalue)} in its sharpest direction.`,
    ],
    picture: () => [],
    charts: () => '',
    tables: [{ caption: 'The Hessian of the loss', head: ['quantity', 'value'], rows }],
  };
}
