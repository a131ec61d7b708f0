import { chart } from '@plumbline/report';
import { smooth } from './smooth.ts';

/** Points in the chart of a whole run: more would be a band of noise. */
const lossPoints = 150;

/** The training loss of several networks by step. */
export function lossChart(
  courses: readonly { readonly name: string; readonly losses: readonly number[] }[],
): string {
  const longest = Math.max(...courses.map(({ losses }) => losses.length));
  const window = Math.max(1, Math.ceil(longest / lossPoints));
  const series = courses.map(({ name, losses }) => ({ name, ...smooth(losses, window) }));
  const each = window === 1 ? '' : `, each point the mean of ${window} steps`;
  const title = `Training loss${each}${onlyOne(courses)}`;
  return chart(series, { title, xLabel: 'step', yLabel: 'cross-entropy' });
}

/** Whose chart it is, for a title: a chart of one network has no legend. */
export function onlyOne(courses: readonly { readonly name: string }[]): string {
  const [first, ...others] = courses;
  return first === undefined || others.length > 0 ? '' : `: ${first.name}`;
}
