/** How fast a sink is tried: how many records at once, and the pause after a failure. */

export interface PaceSettings {
  readonly maxRecords: number;
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
}

export class Pace {
  private records: number;
  private failures = 0;

  constructor(private readonly settings: PaceSettings) {
    this.records = settings.maxRecords;
  }

  /** For the next try: half as many after each failure, so that less and less is repeated; then twice as many. */
  get maxRecords(): number {
    return this.records;
  }

  /** After the last failure, twice the one before. */
  get pauseMs(): number {
    const { retryMinMs, retryMaxMs } = this.settings;
    return Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(30, this.failures - 1));
  }

  succeeded(): void {
    this.failures = 0;
    this.records = Math.min(this.settings.maxRecords, this.records * 2);
  }

  /** @param progress in part only */
  failed(progress: boolean): void {
    this.failures = progress ? 1 : this.failures + 1;
    this.records = Math.max(1, Math.floor(this.records / 2));
  }
}
