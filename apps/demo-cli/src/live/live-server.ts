import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page on this machine that shows a training as it goes on. */
export interface LiveServer {
  readonly url: string;
  /**
   * Something changed: `render` gives the whole page as HTML. It is called when there is somebody to
   * look, and so seldom that drawing takes at most a twentieth of the time.
   */
  update(render: () => string): void;
  /** Shows the newest state once more; it stays in browsers that are open. */
  end(): Promise<void>;
}

/** Pages drawn by nobody: the first request comes before the first step. */
const nothingYet =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Plumbline</title><body><h1>Plumbline</h1><p>The first step is under way.</p></body></html>';

/** The part of the time that drawing may take. */
const drawingShare = 0.05;

/** Listens on the loopback interface alone, on a port that is free. */
export async function startLiveServer(): Promise<LiveServer> {
  const viewers = new Set<ServerResponse>();
  let render: (() => string) | null = null;
  let nextDrawing = 0;

  const server = createServer((request, response) => {
    // Another site's page must not read it by a name that it lets point here.
    if (!isLoopback(request.headers.host)) return void response.writeHead(403).end();
    if (request.method !== 'GET') return void response.writeHead(405).end();
    if (request.url === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(withScript(render?.() ?? nothingYet));
    } else if (request.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      viewers.add(response);
      response.on('close', () => viewers.delete(response));
      if (render !== null) send(response, 'page', render());
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A training that fails must not be kept running by those who watch.
  server.unref();

  return {
    url: `http://127.0.0.1:${portOf(server.address())}/`,
    update(next) {
      render = next;
      const now = performance.now();
      if (viewers.size === 0 || now < nextDrawing) return;
      const html = next();
      for (const viewer of viewers) send(viewer, 'page', html);
      const took = performance.now() - now;
      nextDrawing = now + Math.max(200, took / drawingShare);
    },
    async end() {
      const html = viewers.size === 0 ? null : render?.();
      for (const viewer of viewers) {
        if (html) send(viewer, 'page', html);
        send(viewer, 'end', '');
        viewer.end();
      }
      // Who sleeps, or never reads, does not keep a finished training.
      const patience = setTimeout(() => server.closeAllConnections(), 1000);
      await new Promise<void>((resolve) => server.close(() => resolve()));
      clearTimeout(patience);
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return address.port;
}

function isLoopback(host = ''): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
}

/** Server-sent events end at an empty line, and lines break data. */
function send(viewer: ServerResponse, event: string, text: string): void {
  // A page is whole: who has not read the last one yet gets the next.
  if (viewer.writableNeedDrain && event === 'page') return;
  viewer.write(`event: ${event}\ndata: ${JSON.stringify(text)}\n\n`);
}

/** Takes on the body of every page that arrives; scroll position and focus stay. */
const script = `
const events = new EventSource('/events');
const status = document.createElement('p');
status.setAttribute('role', 'status');
status.textContent = 'Training.';
document.body.prepend(status);
events.addEventListener('page', ({ data }) => {
  const next = new DOMParser().parseFromString(JSON.parse(data), 'text/html').body;
  next.prepend(status);
  document.body.replaceWith(next);
});
events.addEventListener('end', () => {
  status.textContent = 'Training has ended. This is its last state.';
  events.close();
});
events.addEventListener('error', () => {
  status.textContent = 'The training process is gone. This is the last state that it sent.';
});
`;

function withScript(html: string): string {
  return html.replace('</body>', `<script>${script}</script>\n</body>`);
}
