/** A process of this repository that writes lines of JSON: its lines are waited for, and it is ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type JsonLine = Record<string, unknown>;

export class JsonProcess {
  readonly lines: JsonLine[] = [];
  errors = '';
  private readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
  private hasEnded = false;
  private rest = '';
  private wake = (): void => {};
  private next = this.newNext();

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.take(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.ended = once(child, 'close').then(([code, signal]) => {
      this.hasEnded = true;
      this.wake();
      return [code, signal] as const;
    });
  }

  static start(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): JsonProcess {
    return new JsonProcess(spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env } }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The first line that fits, from line `from` on; rejects when the process ends without one. */
  async line(fits: (line: JsonLine) => boolean, from = 0): Promise<JsonLine> {
    for (;;) {
      const { next, hasEnded } = this;
      const found = this.lines.slice(from).find(fits);
      if (found !== undefined) return found;
      if (hasEnded) throw new Error(`it ended without the line: ${JSON.stringify(this.lines)}\n${this.errors}`);
      await next;
    }
  }

  /** The first line of the log with this text. */
  said(msg: string, from = 0): Promise<JsonLine> {
    return this.line((line) => line.msg === msg, from);
  }

  /** Resolves when it is gone: its exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    this.child.kill(signal);
    return await this.exit();
  }

  async exit(): Promise<number | NodeJS.Signals | null> {
    const [code, signal] = await this.ended;
    return signal ?? code;
  }

  private take(text: string): void {
    const pieces = (this.rest + text).split('\n');
    this.rest = pieces.pop() ?? '';
    this.lines.push(...pieces.map((piece) => JSON.parse(piece) as JsonLine));
    this.wake();
  }

  /** Resolved with the next lines, or at the end. */
  private newNext(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = () => {
        this.next = this.newNext();
        resolve();
      };
    });
  }
}
