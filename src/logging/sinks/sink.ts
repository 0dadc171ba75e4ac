/** Where lines go. None of these ever throws: what goes wrong is counted, and tried again. */

export interface LineSink {
  /** A line with its line end. */
  push(line: string): void;
  /** Writes what waits at once, as far as it can be written. */
  flushSync(): void;
  /** Resolves when all that waits is written, or can't be written now. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Figures of a sink; counts since it was opened. */
export interface SinkStatus {
  /** `failing` from an error on until a line could be written again. */
  readonly state: 'ok' | 'failing';
  /** Lines. */
  readonly written: number;
  /** Lines that were lost: no room for them while nothing could be written. */
  readonly dropped: number;
  /** Attempts that failed. */
  readonly errors: number;
  readonly lastError?: SinkFailure;
  /** Bytes of lines that wait. */
  readonly waitingBytes: number;
}

export interface SinkFailure {
  /** Such as ENOSPC. */
  readonly code: string;
  readonly message: string;
  /** When, in ISO 8601. */
  readonly at: string;
}

/** What a sink tells of itself: it began to fail; it writes again, and so many lines were lost meanwhile. */
export type SinkEvent =
  | { readonly kind: 'failing'; readonly failure: SinkFailure }
  | { readonly kind: 'recovered'; readonly lost: number };

/** After a failure nothing is tried for so long. */
export const RETRY_MS = 1000;

/** The figures, and the change between ok and failing. */
export class SinkFigures {
  written = 0;
  dropped = 0;
  errors = 0;
  lastError: SinkFailure | undefined;
  failing = false;
  private told = 0;

  constructor(private readonly tell: (event: SinkEvent) => void) {}

  failed(error: unknown): void {
    const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
    this.errors++;
    this.lastError = { code, message, at: new Date().toISOString() };
    if (this.failing) return;
    this.failing = true;
    this.tell({ kind: 'failing', failure: this.lastError });
  }

  /** Lines were written. */
  wrote(lines: number): void {
    this.written += lines;
    if (!this.failing && this.told === this.dropped) return;
    const lost = this.dropped - this.told;
    this.failing = false;
    this.told = this.dropped;
    this.tell({ kind: 'recovered', lost });
  }

  status(waitingBytes: number): SinkStatus {
    return {
      state: this.failing ? 'failing' : 'ok',
      written: this.written,
      dropped: this.dropped,
      errors: this.errors,
      ...(this.lastError && { lastError: this.lastError }),
      waitingBytes,
    };
  }
}
