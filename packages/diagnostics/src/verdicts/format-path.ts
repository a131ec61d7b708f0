import type { Flow } from '@plumbline/report';
import { formatNorm, positiveRange, strip } from '@plumbline/report';
import { stationsOf } from './stations.ts';

/** The gradient by depth, in the newest pass, as a strip with its scale; '' where there is none. */
export function formatPath(flow: Flow): string {
  const path = stationsOf(flow).map(({ gradient }) => gradient);
  if (path.length === 0) return '';
  const [low, high] = positiveRange(path);
  return `|dL/d output| by depth, first layer to last, ${formatNorm(low)} (▁) to ${formatNorm(high)} (█), log scale\n  ${strip(path)}`;
}
