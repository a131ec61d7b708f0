import type { Page } from 'playwright-core';

/** Begins to note layout shifts; returns how to read them: how large each was, and what moved. */
export async function noteLayoutShifts(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(async () => {
    // What was done before is drawn first.
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    const describe = (entry: PerformanceEntry) => {
      const sources: { node: Node | null }[] = Reflect.get(entry, 'sources');
      const moved = sources.map(({ node }) =>
        node instanceof Element ? node.outerHTML : node?.parentElement?.outerHTML,
      );
      return `${Reflect.get(entry, 'value')}: ${moved.join(', ')}`;
    };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push(describe(entry));
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => Reflect.get(window, 'shifts'));
}
