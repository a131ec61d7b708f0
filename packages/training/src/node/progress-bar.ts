import type { Writable } from 'node:stream';
import { checkOptions } from '@plumbline/tensor';
import cliProgress from 'cli-progress';
import type { StepReport, TrainerCallbacks } from '../trainer-options.ts';

/** Options of `progressBar`. */
export interface ProgressBarOptions {
  /** What the bar is drawn on, if it is a terminal; else nothing is shown. Default `process.stderr`. */
  readonly stream?: Writable & { readonly isTTY?: boolean };
}

/** Steps that the loss is averaged over, about: that of one batch jumps too much to read. */
const recentSteps = 20;

/**
 * For a `Trainer`, a bar an epoch: the share of steps done, the mean loss of the last ones, and how
 * long the others take; then a line with what was evaluated. Off where the stream is no terminal.
 */
export function progressBar(options: ProgressBarOptions = {}): TrainerCallbacks {
  checkOptions('progressBar', options, ['stream']);
  const { stream = process.stderr } = options;
  if (!stream.isTTY) return {};
  let bar: cliProgress.SingleBar | null = null;
  let recentLoss = 0;
  const stop = () => {
    bar?.stop();
    bar = null;
  };
  return {
    onStep(report) {
      if (bar === null) {
        recentLoss = report.loss;
        bar = startBar(report, stream);
      } else {
        recentLoss += (report.loss - recentLoss) / recentSteps;
        bar.update(report.step, { loss: formatted(recentLoss) });
      }
      // The line is then free for what the evaluation shows.
      if (report.step === report.steps) stop();
    },
    onEpoch({ epoch, loss, evaluation }) {
      stop();
      const numbers = Object.entries(evaluation).map(([name, x]) => `, ${name} ${formatted(x)}`);
      stream.write(`epoch ${epoch + 1}: training loss ${formatted(loss)}${numbers.join('')}\n`);
    },
    onEnd: stop,
  };
}

/** Four decimals; what has run away as a power of ten. */
function formatted(value: number): string {
  return Math.abs(value) < 10000 ? value.toFixed(4) : value.toExponential(2);
}

function startBar({ epoch, epochs, step, steps, loss }: StepReport, stream: Writable) {
  const label = `epoch ${epoch + 1}/${epochs}`;
  const bar = new cliProgress.SingleBar({
    stream,
    format: `${label}  {bar}  {percentage} %  loss {loss}{eta_formatted}`,
    formatTime: timeLeft,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
  });
  bar.start(steps, step, { loss: formatted(loss) });
  return bar;
}

/** Nothing as long as nothing is known: cli-progress calls that 0 seconds. */
const timeLeft: typeof cliProgress.Format.TimeFormat = (seconds, options, roundTo) =>
  seconds > 0 ? `  ${cliProgress.Format.TimeFormat(seconds, options, roundTo)} left` : '';
