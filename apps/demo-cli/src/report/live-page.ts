import { chart, type Flow, heatMap, page, paragraph, weightLayers } from '@plumbline/report';
import type { Course } from '../live/live-comparison.ts';
import { lossChart, onlyOne } from './loss-chart.ts';

/** A comparison that is under way: the loss, and the gradient of every layer from the first step on. */
export function livePage(courses: readonly Course[]): string {
  return page('Plumbline: a plain and a residual network, live', [
    { heading: 'Loss by step', html: lossChart(courses) },
    { heading: 'Gradient by depth', html: depthChart(courses) },
    ...courses.map(({ name, flow }) => ({
      heading: `Gradient over time: ${name}`,
      html: timeMap(flow),
    })),
  ]);
}

function depthChart(courses: readonly Course[]): string {
  const newest = courses.map(({ name, flow }) => {
    return {
      name,
      values: weightLayers(flow).map(({ weightGradient }) => weightGradient.at(-1) ?? 0),
    };
  });
  return chart(newest, {
    title: `Norm of the weight gradient in the newest recorded step${onlyOne(courses)}`,
    xLabel: 'linear layer, first to last',
    yLabel: '|g|',
    logarithmic: true,
  });
}

function timeMap(flow: Flow): string {
  const layers = weightLayers(flow);
  if (layers.length === 0) return paragraph('Not recorded yet.');
  return heatMap(
    layers.map(({ weightGradient }) => weightGradient),
    {
      title: 'Norm of the weight gradient, a row a layer, a column a recorded step',
      xLabel: 'step',
      yLabel: 'linear layer, first to last',
      rows: layers.map((_, i) => String(i + 1)),
      columns: flow.passes,
    },
  );
}
