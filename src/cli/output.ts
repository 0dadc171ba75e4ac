import type { Writable } from 'node:stream';
import { OutputError } from './failure.js';

/** A line of data: with --json the object, else the text. */
export interface Line {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Stream extends Writable {
  readonly isTTY?: boolean;
  /** Characters of a terminal's line; 0 where the terminal does not know its size. */
  readonly columns?: number;
  readonly rows?: number;
}

export interface OutputStreams {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

const CLEAR_LINE = '\r\u001b[2K';
/** From the cursor to the end of the screen. */
const CLEAR_BELOW = '\r\u001b[J';
const USUAL_ROWS = 24;

/** stdout carries data, stderr messages. With --json stdout has one object a line, the last one the summary. */
export class Output {
  /** Lines of the status that are on the terminal. */
  private liveLines = 0;
  private readonly terminal: boolean;
  private brokenBy: OutputError | undefined;

  constructor(
    private readonly json: boolean,
    private readonly streams: OutputStreams = process,
  ) {
    this.terminal = !json && streams.stdout.isTTY === true;
  }

  /** How often a status is worth showing, milliseconds. */
  get statusIntervalMs(): number {
    return this.terminal ? 250 : 1_000;
  }

  /** Why stdout or stderr took no more, a full disk for example; undefined while all is well or the reader just left. */
  get failure(): OutputError | undefined {
    return this.brokenBy;
  }

  /** `closed` is called when nobody reads stdout or stderr any more, `failed` when one of them can't be written. */
  onEnd({ closed, failed }: { closed: () => void; failed: (error: OutputError) => void }): void {
    for (const name of ['stdout', 'stderr'] as const) {
      this.streams[name].on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EPIPE') {
          closed();
          return;
        }
        this.brokenBy ??= new OutputError(name, error);
        failed(this.brokenBy);
      });
    }
  }

  /** Resolves when all of stdout is out, or can't get out: `failure` is known then. */
  async flush(): Promise<void> {
    await new Promise<void>((done) => this.streams.stdout.write('', () => setImmediate(done)));
  }

  /** @param text undefined: nothing for a person. */
  line(line: Line, text: string | undefined): void {
    this.clearLive();
    if (this.json) this.put('stdout', `${JSON.stringify(line)}\n`);
    else if (text !== undefined) this.put('stdout', `${text}\n`);
  }

  /** For people alone: with --json there are objects for it. */
  text(text: string): void {
    if (!this.json) this.line({ type: 'text' }, text);
  }

  /** On a terminal the status stays on one line. */
  status(line: Line, text: string): void {
    if (!this.terminal) {
      this.line(line, text);
      return;
    }
    this.put('stdout', `${CLEAR_LINE}${this.withinLine(text)}`);
    this.liveLines = 1;
  }

  /** stdout is a terminal that a person looks at: a table may stay in place. */
  get isLive(): boolean {
    return this.terminal;
  }

  /** Lines that stay in place on a terminal, as many as it has room for; elsewhere nothing. */
  table(lines: readonly string[]): void {
    if (!this.terminal) return;
    const most = Math.max(2, (this.streams.stdout.rows || USUAL_ROWS) - 1);
    const cut = lines.length > most ? [...lines.slice(0, most - 1), `... ${lines.length - most + 1} more`] : lines;
    const text = cut.map((line) => this.withinLine(line)).join('\n');
    this.put('stdout', `${this.backToStart()}${text}`);
    this.liveLines = cut.length;
  }

  private backToStart(): string {
    return this.liveLines > 1 ? `\u001b[${this.liveLines - 1}A${CLEAR_BELOW}` : CLEAR_BELOW;
  }

  /** For people, also with --json. */
  message(text: string): void {
    this.clearLive();
    this.put('stderr', `${text}\n`);
  }

  /** Where stdout is a file, some releases of Node throw what others emit. */
  private put(name: 'stdout' | 'stderr', text: string): void {
    const stream = this.streams[name];
    try {
      stream.write(text);
    } catch (error) {
      stream.emit('error', error);
    }
  }

  /** What runs over into a second line could not be taken back. */
  private withinLine(text: string): string {
    const { columns = 0 } = this.streams.stdout;
    return columns === 0 ? text : text.slice(0, columns - 1);
  }

  private clearLive(): void {
    if (this.liveLines === 1) this.put('stdout', CLEAR_LINE);
    else if (this.liveLines > 1) this.put('stdout', this.backToStart());
    this.liveLines = 0;
  }
}
