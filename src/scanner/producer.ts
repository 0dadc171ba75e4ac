import { encodeIoDatagram, joinIoData, RUN } from '../cip/index.js';
import type { IoShape } from './io-format.js';
import { Schedule } from './schedule.js';

/** O->T: sends the latest value at every deadline, as a controller does. */
export class Producer {
  sent = 0;
  private value: Uint8Array;
  private schedule: Schedule | undefined;
  private sequence = 0;
  private count = 0;
  private fresh = true;
  private running = true;

  constructor(private readonly shape: IoShape) {
    this.value = new Uint8Array(shape.size);
  }

  /** Slots that passed while the event loop was busy. */
  get skipped(): number {
    return this.schedule?.skipped ?? 0;
  }

  get run(): boolean {
    return this.running;
  }

  set run(run: boolean) {
    this.fresh ||= run !== this.running;
    this.running = run;
  }

  /**
   * Replaces the first bytes, what follows them stays; the whole value where the size is variable.
   * @throws TypeError for no bytes, RangeError for too many.
   */
  write(bytes: Uint8Array): void {
    if (!(bytes instanceof Uint8Array)) throw new TypeError('write: expected a Uint8Array');
    const { size, variable } = this.shape;
    if (bytes.byteLength > size)
      throw new RangeError(`write: ${bytes.byteLength} bytes, the output assembly has ${size}`);
    const next = variable ? new Uint8Array(bytes.byteLength) : this.value;
    this.fresh ||= next.byteLength !== this.value.byteLength || bytes.some((byte, index) => byte !== this.value[index]);
    next.set(bytes);
    this.value = next;
  }

  /** The first packet leaves before this returns. */
  start(connectionId: number, intervalMs: number, send: (datagram: Uint8Array) => void): void {
    this.schedule = new Schedule(intervalMs, () => {
      send(this.next(connectionId));
      this.sent++;
    });
    this.schedule.start();
  }

  stop(): void {
    this.schedule?.stop();
  }

  /** The encapsulation sequence moves with every packet, the sequence count only with new data. */
  private next(connectionId: number): Uint8Array {
    this.sequence = (this.sequence + 1) >>> 0;
    if (this.fresh) this.count = (this.count + 1) & 0xffff;
    this.fresh = false;
    const { transportClass, format } = this.shape;
    const sequenceCount = transportClass === 1 ? this.count : undefined;
    const header = format === 'header32' ? (this.running ? RUN : 0) : undefined;
    const data = joinIoData({ sequenceCount, header, payload: this.payload() });
    return encodeIoDatagram({ connectionId, sequence: this.sequence, data });
  }

  /** In the zero-length format the absence of data says idle. */
  private payload(): Uint8Array {
    return this.shape.format === 'zeroLength' && !this.running ? NOTHING : this.value;
  }
}

const NOTHING = new Uint8Array(0);
