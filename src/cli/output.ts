import type { Writable } from 'node:stream';

/** A line of data: with --json the object, else the text. */
export interface Line {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Stream extends Writable {
  readonly isTTY?: boolean;
  /** Characters of a terminal's line. */
  readonly columns?: number;
}

export interface OutputStreams {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

const CLEAR_LINE = '\r\u001b[2K';

/** stdout carries data, stderr messages. With --json stdout has one object a line, the last one the summary. */
export class Output {
  private liveShown = false;
  private readonly terminal: boolean;

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

  /** `closed` is called when nobody reads stdout or stderr any more. */
  onClosed(closed: () => void): void {
    for (const stream of [this.streams.stdout, this.streams.stderr]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error;
        closed();
      });
    }
  }

  /** @param text undefined: nothing for a person. */
  line(line: Line, text: string | undefined): void {
    this.clearLive();
    if (this.json) this.streams.stdout.write(`${JSON.stringify(line)}\n`);
    else if (text !== undefined) this.streams.stdout.write(`${text}\n`);
  }

  /** On a terminal the status stays on one line. */
  status(line: Line, text: string): void {
    if (!this.terminal) {
      this.line(line, text);
      return;
    }
    this.streams.stdout.write(`${CLEAR_LINE}${this.withinLine(text)}`);
    this.liveShown = true;
  }

  /** For people, also with --json. */
  message(text: string): void {
    this.clearLive();
    this.streams.stderr.write(`${text}\n`);
  }

  /** What runs over into a second line could not be taken back. */
  private withinLine(text: string): string {
    const { columns = Number.POSITIVE_INFINITY } = this.streams.stdout;
    return text.slice(0, Math.max(0, columns - 1));
  }

  private clearLive(): void {
    if (this.liveShown) this.streams.stdout.write(CLEAR_LINE);
    this.liveShown = false;
  }
}
