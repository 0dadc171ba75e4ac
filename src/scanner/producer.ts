import { encodeIoDatagram, joinIoData, RUN } from '../cip/index.js';
import { Schedule } from './schedule.js';

export interface ProducerOptions {
  readonly size: number;
  /** Whether the 32-bit run/idle header stands before the data. */
  readonly header: boolean;
}

/** O->T: sends the latest value at every deadline, as a controller does. */
export class Producer {
  sent = 0;
  private readonly value: Uint8Array;
  private schedule: Schedule | undefined;
  private sequence = 0;
  private count = 0;
  private fresh = true;
  private running = true;

  constructor(private readonly options: ProducerOptions) {
    this.value = new Uint8Array(options.size);
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

  /** Replaces the first bytes; what follows them stays. @throws TypeError for no bytes, RangeError for too many. */
  write(bytes: Uint8Array): void {
    if (!(bytes instanceof Uint8Array)) throw new TypeError('write: expected a Uint8Array');
    const { size } = this.options;
    if (bytes.byteLength > size)
      throw new RangeError(`write: ${bytes.byteLength} bytes, the output assembly has ${size}`);
    this.fresh ||= bytes.some((byte, index) => byte !== this.value[index]);
    this.value.set(bytes);
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
    const header = this.options.header ? (this.running ? RUN : 0) : undefined;
    const data = joinIoData({ sequenceCount: this.count, header, payload: this.value });
    return encodeIoDatagram({ connectionId, sequence: this.sequence, data });
  }
}
