import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';

export const sizes = {
  desk: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;
export const themes = ['light', 'dark'] as const;

/** How the pages look that are compared with screenshots. */
export const looks = (['desk', 'phone'] as const).flatMap((size) =>
  themes.map((theme) => ({ size, theme })),
);

export interface VisitOptions {
  readonly size?: keyof typeof sizes;
  readonly theme?: (typeof themes)[number];
  /** Default true. */
  readonly javaScript?: boolean;
}

/** A page that is open, and what went wrong on it. */
export interface Visit {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions. */
  readonly complaints: readonly string[];
  /** All addresses that were asked for, workers' too. */
  readonly requests: readonly string[];
}

/** A browser for the tests of a file; returns how to open the first page, or another, in it. */
export function browser(): (path?: string, options?: VisitOptions) => Promise<Visit> {
  let running: Browser;
  beforeAll(async () => {
    running = await chromium.launch({
      executablePath: inject('chromium'),
      args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
    });
  });
  afterAll(() => running.close());

  return async (path = '', { size = 'desk', theme = 'light', javaScript = true } = {}) => {
    const page = await running.newPage({
      viewport: sizes[size],
      colorScheme: theme,
      javaScriptEnabled: javaScript,
    });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.context().on('request', (request) => requests.push(request.url()));
    await page.goto(inject('site') + path);
    return { page, complaints, requests };
  };
}

/** Waits until the untrained networks were measured. */
export async function untilReady(page: Page): Promise<void> {
  await page.locator('.training-story[data-status=ready]').waitFor({ timeout: 60_000 });
  await page.locator('.two-terms dd.norm', { hasText: /\d/ }).first().waitFor();
}

export async function textOf(locator: Locator): Promise<string> {
  return ((await locator.textContent()) ?? '').replace(/\s+/g, ' ').trim();
}
