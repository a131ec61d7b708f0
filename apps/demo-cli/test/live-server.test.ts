import { describe, expect, it } from 'vitest';
import { type LiveServer, startLiveServer } from '../src/live/live-server.ts';

const page = (text: string) => () => `<html><body>${text}</body></html>`;

/** The events of a stream until it ends. */
async function eventsOf({ url }: Pick<LiveServer, 'url'>): Promise<[string, unknown][]> {
  const text = await (await fetch(`${url}events`)).text();
  return [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, event = '', data = '']) => [
    event,
    JSON.parse(data),
  ]);
}

describe('live server', () => {
  it('shows whoever comes late the newest state, and the last one to all', async () => {
    const live = await startLiveServer();
    expect(live.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(live.url)).text()).toContain('first step');
    live.update(page('step 1'));
    live.update(page('step 2'));
    expect(await (await fetch(live.url)).text()).toContain('step 2');
    const events = eventsOf(live);
    await expect.poll(async () => (await fetch(live.url)).ok).toBe(true);
    live.update(page('the end </body>\nof it'));
    await live.end();
    expect(await events).toEqual([
      ['page', page('step 2')()],
      ['page', page('the end </body>\nof it')()],
      ['page', page('the end </body>\nof it')()],
      ['end', ''],
    ]);
    await expect(fetch(live.url)).rejects.toThrow();
  });

  it('draws for nobody, and seldom when drawing is slow', async () => {
    const live = await startLiveServer();
    let drawn = 0;
    const render = () => {
      drawn++;
      return 'page';
    };
    for (let step = 0; step < 100; step++) live.update(render);
    expect(drawn).toBe(0);
    const events = eventsOf(live);
    await expect.poll(() => drawn).toBe(1);
    for (let step = 0; step < 100; step++) live.update(render);
    expect(drawn).toBe(2);
    await live.end();
    expect(await events).toHaveLength(4);
  });

  it('answers nobody but this machine, and nothing but its page', async () => {
    const live = await startLiveServer();
    const status = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${live.url}${path}`, init)).status;
    expect(await status('etc/passwd')).toBe(404);
    expect(await status('', { method: 'POST' })).toBe(405);
    const { request } = await import('node:http');
    const rebound = await new Promise<number | undefined>((resolve) => {
      request(live.url, { headers: { host: 'evil.example' } }, (response) =>
        resolve(response.statusCode),
      ).end();
    });
    expect(rebound).toBe(403);
    await live.end();
  });
});
