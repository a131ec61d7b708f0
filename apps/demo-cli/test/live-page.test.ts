import { expect, test } from 'vitest';
import { livePage } from '../src/report/live-page.ts';

const layer = (name: string, norm: number) => ({
  name,
  kind: 'Linear',
  block: null,
  parameters: 8,
  frozen: false,
  weightGradient: [norm, norm / 2],
});
const flow = {
  passes: [0, 10],
  layers: [layer('0', 1), layer('2.2', 2), layer('4', 3)],
  blocks: [],
};
const course = (name: string) => ({ name, losses: [2, 1], flow });

test('a live page counts the layers from 1, and says whose curve it is while there is one', () => {
  const one = livePage([course('plain')]);
  expect(one).toContain('Training loss: plain<');
  expect(one).toContain('newest recorded step: plain<');
  const ticks = [...one.matchAll(/title="([^"]+)">\1<\/span>/g)].map(([, text]) => text);
  expect(ticks.join(' ')).toMatch(/1 2 3 0 10$/);
  expect(one).not.toContain('2.2<');
  const two = livePage([course('plain'), course('residual')]);
  expect(two).not.toContain('Training loss: ');
  expect(two).toMatch(/class="key-line series-1"><\/i>residual/);
});
