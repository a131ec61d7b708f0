import { styleText } from 'node:util';
import type { FormatOptions } from '@plumbline/report';

type Format = Parameters<typeof styleText>[0];

/** What people read: a terminal, or whatever the output was sent to. */
export class Screen {
  readonly stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  /** Whether lines can be drawn over. */
  get isLive(): boolean {
    return this.stream.isTTY && process.env['TERM'] !== 'dumb';
  }

  get columns(): number {
    return this.stream.columns ?? 80;
  }

  /** How long a line of text may be: what reads a pipe breaks lines itself. */
  get textWidth(): number {
    return this.isLive ? this.columns : Number.POSITIVE_INFINITY;
  }

  /** How a report is written here: in color, and as wide as the screen, where there is one. */
  get textFormat(): FormatOptions {
    const common = { color: this.style('red', '') !== '', whole: '--json and --out FILE.html' };
    return this.isLive ? { ...common, width: this.columns } : common;
  }

  line(text = ''): void {
    this.stream.write(`${text}\n`);
  }

  /** Styled text where the stream shows styles (a terminal, unless NO_COLOR is set). */
  style(format: Format, text: string): string {
    return styleText(format, text, { stream: this.stream });
  }
}
