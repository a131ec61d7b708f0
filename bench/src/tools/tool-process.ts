import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import {
  type Answer,
  type Hello,
  type Milliseconds,
  parseAnswer,
  parseHello,
  type Request,
  type RunRequest,
} from './protocol.ts';

/** How a tool is started. */
export interface ToolCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Beside this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A tool that hangs must not hang the comparison. */
const patienceMilliseconds = 180_000;

/** A tool in a process of its own that lives as long as the comparison. */
export class ToolProcess {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  #errorOutput = '';
  #answered: ((line: string) => void) | null = null;
  #failed: ((reason: Error) => void) | null = null;
  #ended: string | null = null;
  hello: Hello = { name: '', threads: 0 };

  private constructor({ command, args, env }: ToolCommand) {
    const environment = { ...process.env, ...env };
    const child = spawn(command, args, { env: environment, stdio: 'pipe' });
    this.#process = child;
    this.#lines = createInterface({ input: child.stdout });
    this.#lines.on('line', (line) => this.#answered?.(line));
    child.stderr.on('data', (text: Buffer) => {
      this.#errorOutput = (this.#errorOutput + text.toString()).slice(-2000);
    });
    child.on('error', (error) => this.#end(error.message));
    child.on('close', () => this.#end(lastErrorLine(this.#errorOutput) ?? 'it ended'));
    // Writing to a process that has just ended is told by 'close'.
    child.stdin.on('error', () => {});
  }

  /** Resolves when the tool is loaded. Rejects with a line that says why there is none. */
  static async start(command: ToolCommand): Promise<ToolProcess> {
    const tool = new ToolProcess(command);
    tool.hello = parseHello(await tool.#nextLine());
    return tool;
  }

  /** Runs a case. Rejects where the tool can't. */
  async run(request: RunRequest): Promise<readonly number[]> {
    const answer = await this.#ask(request);
    if (isMilliseconds(answer)) return answer.milliseconds;
    throw new Error('error' in answer ? answer.error : 'an answer to another question');
  }

  /** The most memory that the process has had resident, in bytes. */
  async peakBytes(): Promise<number> {
    const answer = await this.#ask({ peakMemory: true });
    if ('peakBytes' in answer) return answer.peakBytes;
    throw new Error('error' in answer ? answer.error : 'an answer to another question');
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  async #ask(request: Request): Promise<Answer> {
    const line = this.#nextLine();
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    return parseAnswer(await line);
  }

  #nextLine(): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      if (this.#ended !== null) return reject(new Error(this.#ended));
      const timer = setTimeout(() => {
        this.stop();
        this.#end(`no answer in ${patienceMilliseconds / 1000} s`);
      }, patienceMilliseconds);
      this.#answered = (line) => {
        clearTimeout(timer);
        resolve(line);
      };
      this.#failed = (reason) => {
        clearTimeout(timer);
        reject(reason);
      };
    });
  }

  #end(reason: string): void {
    this.#ended ??= reason;
    this.#failed?.(new Error(this.#ended));
  }
}

function isMilliseconds(answer: Answer): answer is Milliseconds {
  return 'milliseconds' in answer;
}

/** Python's traceback ends with the error; Node prints it before the stack, as 'SomeError: ...'. */
function lastErrorLine(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1);
}
