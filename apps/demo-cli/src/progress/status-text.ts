import type { TrainingStatus } from './training-progress.ts';

const [smallestBar, largestBar] = [10, 30];
/** Of the percentage and of `numbers`. */
const widths = [5, 10, 15, 10, 15];

/**
 * A line with a bar for a terminal of `columns`: the bar shrinks first, then what matters least
 * goes.
 */
export function barLine(name: string, status: TrainingStatus, columns: number): string {
  const share = status.step / status.steps;
  // Padded, so that the line stands still while its numbers change.
  const parts = [`${Math.floor(100 * share)} %`, ...numbers(status)].map((part, i) =>
    part.padStart(widths[i] ?? 0),
  );
  const label = name.padEnd(8);
  // The last column stays free: some terminals wrap when it is written to.
  const room = () => columns - 1 - [label, '', ...parts].join('  ').length;
  while (room() < smallestBar && parts.length > 1) parts.pop();
  const bar = drawBar(share, Math.max(0, Math.min(largestBar, room())));
  return [label, bar, ...parts].join('  ').slice(0, Math.max(0, columns - 1));
}

/** The same for outputs that are no terminal. */
export function plainLine(name: string, status: TrainingStatus): string {
  return `${name}: step ${status.step} of ${status.steps}, ${numbers(status).join(', ')}`;
}

/** What matters most first. */
function numbers({ loss, accuracy, examplesPerSecond, secondsLeft }: TrainingStatus): string[] {
  return [
    `loss ${loss.toFixed(3)}`,
    `accuracy ${(100 * accuracy).toFixed(1)} %`,
    `${duration(secondsLeft)} left`,
    `${Math.round(examplesPerSecond).toLocaleString('en-US')} digits/s`,
  ];
}

function drawBar(share: number, width: number): string {
  const full = Math.round(share * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** 0:07, 12:30, 1:02:03. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-:--';
  const whole = Math.ceil(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
