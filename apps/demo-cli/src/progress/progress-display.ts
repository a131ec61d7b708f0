import { clearLine, cursorTo } from 'node:readline';
import { createLogUpdate } from 'log-update';
import type { Screen } from '../screen.ts';
import { barLine, plainLine } from './status-text.ts';
import type { TrainingStatus } from './training-progress.ts';

/** Shows how far a network's training is. */
export interface ProgressDisplay {
  /** Call it after every step; it is shown now and then. */
  update(status: TrainingStatus): void;
  /** The last status stays on the screen. */
  finish(status: TrainingStatus): void;
}

/** A live bar in a terminal, and a line every few seconds anywhere else. */
export function displayProgress(screen: Screen, name: string): ProgressDisplay {
  return screen.isLive ? liveBar(screen, name) : plainLines(screen, name);
}

function liveBar(screen: Screen, name: string): ProgressDisplay {
  const log = createLogUpdate(screen.stream);
  const draw = (status: TrainingStatus) => {
    // Ctrl-C is echoed below the bar, where log-update expects nothing.
    cursorTo(screen.stream, 0);
    clearLine(screen.stream, 0);
    log(barLine(name, status, screen.columns));
  };
  return {
    update: atMostEvery(100, draw),
    finish: (status) => {
      draw(status);
      log.done();
    },
  };
}

function plainLines(screen: Screen, name: string): ProgressDisplay {
  const print = (status: TrainingStatus) => screen.line(plainLine(name, status));
  return { update: atMostEvery(3000, print), finish: print };
}

function atMostEvery(
  milliseconds: number,
  show: (status: TrainingStatus) => void,
): (status: TrainingStatus) => void {
  let last = performance.now();
  return (status) => {
    const now = performance.now();
    if (now - last < milliseconds) return;
    last = now;
    show(status);
  };
}
