// The connection that must never suffer: an owner whose values come back mirrored, in order and whole.

import { readPattern, writePattern } from '../../bench/lib/pattern.mjs';
import { Scanner } from '../../dist/testing.mjs';
import * as world from '../world.mjs';

/** JavaScript scans it, and its event loop stands still now and then. */
const RPI_MS = 20;

export class Reference {
  constructor(check) {
    this.check = check;
    this.sent = 0;
    this.seen = 0;
    this.scanner = new Scanner({
      host: world.ADAPTER,
      bind: world.REFERENCE,
      rpiMs: RPI_MS,
      timeoutMultiplier: 7,
      config: null,
      output: { instance: world.outputOf(0), size: world.SIZE },
      input: { instance: world.inputOf(0), size: world.SIZE },
    });
    this.scanner.on('data', ({ value }) => this.take(value));
    this.scanner.on('closed', ({ reason, error }) => {
      if (reason !== 'closed') this.check.broken('reference', `its connection ended: ${error?.message ?? reason}`);
    });
  }

  async open() {
    this.write();
    await this.scanner.open();
  }

  /** The next value is sent when the last one has come back. */
  write() {
    const bytes = new Uint8Array(world.SIZE);
    writePattern(bytes, ++this.sent);
    this.scanner.write(bytes);
  }

  take(value) {
    // Nothing was mirrored yet.
    if (this.seen === 0 && value.every((byte) => byte === 0)) return;
    const number = readPattern(value);
    if (number < 0) this.check.broken('reference', 'a value is not whole');
    else if (number < this.seen || number > this.sent) this.check.broken('reference', `${number} after ${this.seen}`);
    this.seen = Math.max(this.seen, number);
    if (number === this.sent) this.write();
  }

  /** None of its packets may be missing but those that the adapter itself counts as skipped. */
  figures() {
    const { sent, received, lost, outOfOrder, skipped } = this.scanner.stats();
    return { sent, received, lost, outOfOrder, skipped, mirrored: this.seen };
  }

  async close() {
    await this.scanner.close();
  }
}
