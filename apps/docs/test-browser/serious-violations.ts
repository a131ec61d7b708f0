import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds on a page that is serious or critical; not inside frames. */
export async function seriousViolations(page: Page) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const run: typeof axe.run = Reflect.get(window, 'axe').run;
    const results = await run(document, { iframes: false });
    return results.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ html }) => html),
    }));
  });
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
