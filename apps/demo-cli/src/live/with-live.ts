import type { Screen } from '../screen.ts';
import { type LiveServer, startLiveServer } from './live-server.ts';

/** Runs `body` beside a live page, where one is wished for, which is closed however it ends. */
export async function withLive<Result>(
  isWished: boolean,
  screen: Screen,
  body: (live: LiveServer | null) => Promise<Result>,
): Promise<Result> {
  if (!isWished) return body(null);
  const live = await startLiveServer();
  screen.line(`Live: ${live.url}`);
  try {
    return await body(live);
  } finally {
    await live.end();
  }
}
