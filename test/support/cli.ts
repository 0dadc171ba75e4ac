import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** The built commands, run as a person runs them: `npm run build` comes first. */
export const DIST_CLI = resolve(__dirname, '../../dist/cli');

export type JsonLine = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running command and what it has written so far. */
export class Cli {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;

  private constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  }

  /**
   * `script` is main.js or demo.js, of the build or at another place.
   * @param stdout a descriptor in place of the pipe; then nothing of it is collected here.
   * @param prefix a command in front of node, as in `['nsenter', '-t', '1', '-n']`
   */
  static start(
    args: readonly string[],
    script = 'main.js',
    stdout: number | 'pipe' = 'pipe',
    prefix: readonly string[] = [],
  ): Cli {
    const stdio = ['pipe', stdout, 'pipe'] as const;
    const [command = '', ...rest] = [...prefix, process.execPath, resolve(DIST_CLI, script), ...args];
    return new Cli(spawn(command, rest, { stdio: [...stdio] }));
  }

  /** Runs to the end. */
  static async run(args: readonly string[], script?: string): Promise<Cli & Ended> {
    const cli = Cli.start(args, script);
    return Object.assign(cli, await cli.ended);
  }

  get lines(): string[] {
    return this.stdout.split('\n').filter((line) => line !== '');
  }

  /** Every line of stdout must be an object. */
  get json(): JsonLine[] {
    return this.lines.map((line) => JSON.parse(line) as JsonLine);
  }

  get summary(): JsonLine {
    const last = this.json.at(-1);
    if (last?.type !== 'summary') throw new Error(`the last line is no summary: ${this.lines.at(-1)}`);
    return last;
  }

  /** Waits for a line of this type on stdout, started with --json. */
  line(type: string): Promise<JsonLine> {
    return this.lineFrom(0, type);
  }

  /** Waits for a line of this type that is not there yet. */
  next(type: string): Promise<JsonLine> {
    return this.lineFrom(this.completeLines().length, type);
  }

  /** Waits for so many lines of this type. */
  async several(type: string, count: number): Promise<readonly JsonLine[]> {
    await this.lineFrom(0, type, 10_000, count);
    return this.completeLines().filter((line) => line.type === type);
  }

  private async lineFrom(first: number, type: string, timeoutMs = 10_000, count = 1): Promise<JsonLine> {
    const until = Date.now() + timeoutMs;
    while (Date.now() < until && this.child.exitCode === null) {
      const found = this.completeLines()
        .slice(first)
        .filter((line) => line.type === type);
      if (found[0] && found.length >= count) return found[0];
      await new Promise((next) => setTimeout(next, 10));
    }
    throw new Error(`no line of type ${type}; stdout: ${this.stdout}; stderr: ${this.stderr}`);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  private completeLines(): JsonLine[] {
    const complete = this.stdout.slice(0, this.stdout.lastIndexOf('\n') + 1);
    return complete
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as JsonLine);
  }
}
