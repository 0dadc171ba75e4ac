import {
  CipDecodeError,
  decodeIoDatagram,
  type IoData,
  type IoDatagram,
  isNewerCount,
  RUN,
  splitIoData,
} from '../cip/index.js';
import { Histogram, type Spread } from './histogram.js';
import { type IoShape, isLengthOf } from './io-format.js';
import { SequenceWatch } from './sequence.js';

/** One accepted T->O packet. */
export interface InputPacket {
  /** The input assembly's bytes; the receiver may keep them. None in a heartbeat, or in the zero-length format while idle. */
  readonly value: Uint8Array;
  /** Run (true) or idle, as the target says; undefined where the format does not tell: modeless and heartbeat. */
  readonly run: boolean | undefined;
  /** Encapsulation sequence number: moves by one a packet. Undefined in class 0 where the target sends none. */
  readonly sequence: number | undefined;
  /** CIP sequence count: moves when the target has new data. Undefined in class 0. */
  readonly cipSequence: number | undefined;
  /** Whether the CIP sequence count is newer than that of the packet before; always in class 0. */
  readonly isNew: boolean;
  /** When JavaScript saw it, on the clock of `performance.now()`. */
  readonly receivedAtMs: number;
}

/** T->O: decides which packets count, and measures them. */
export class Consumer {
  /** Datagrams that are none of ours: another id, a wrong length, no I/O data at all. */
  ignored = 0;
  private readonly sequences = new SequenceWatch();
  private readonly intervals = new Histogram();
  private lastCount: number | undefined;
  private lastMs: number | undefined;

  constructor(
    private connectionId: number,
    private readonly shape: IoShape,
    private readonly deliver: (packet: InputPacket) => void,
  ) {}

  get received(): number {
    return this.sequences.received;
  }

  get lost(): number {
    return this.sequences.lost;
  }

  get outOfOrder(): number {
    return this.sequences.outOfOrder;
  }

  /** On the clock of `performance.now()`; undefined before the first packet. */
  get lastReceivedMs(): number | undefined {
    return this.lastMs;
  }

  /** Time between accepted packets, microseconds. */
  intervalUs(): Spread {
    return this.intervals.spread();
  }

  /** A target may have chosen another id than the one proposed. */
  use(connectionId: number): void {
    this.connectionId = connectionId;
  }

  take(bytes: Uint8Array, nowMs: number): void {
    const datagram = decoded(bytes);
    if (datagram === undefined || !this.isOurs(datagram)) {
      this.ignored++;
      return;
    }
    const { sequence } = datagram;
    if (!this.sequences.accept(sequence)) return;
    this.measure(nowMs);
    const { transportClass, format } = this.shape;
    const data = splitIoData(datagram.data, { sequenceCount: transportClass === 1, header: format === 'header32' });
    const { sequenceCount: cipSequence, payload: value } = data;
    const isNew = this.moves(cipSequence);
    this.deliver({ value, run: this.runOf(data), sequence, cipSequence, isNew, receivedAtMs: nowMs });
  }

  /** A sequence number is class 1's alone to demand. */
  private isOurs({ connectionId, sequence, data }: IoDatagram): boolean {
    const numbered = sequence !== undefined || this.shape.transportClass === 0;
    return connectionId === this.connectionId && numbered && isLengthOf(this.shape, data.byteLength);
  }

  private moves(count: number | undefined): boolean {
    const isNew = count === undefined || this.lastCount === undefined || isNewerCount(count, this.lastCount);
    this.lastCount = count;
    return isNew;
  }

  private runOf({ header, payload }: IoData): boolean | undefined {
    if (header !== undefined) return (header & RUN) !== 0;
    return this.shape.format === 'zeroLength' ? payload.byteLength > 0 : undefined;
  }

  private measure(nowMs: number): void {
    if (this.lastMs !== undefined) this.intervals.add((nowMs - this.lastMs) * 1_000);
    this.lastMs = nowMs;
  }
}

function decoded(bytes: Uint8Array): IoDatagram | undefined {
  try {
    return decodeIoDatagram(bytes);
  } catch (error) {
    if (error instanceof CipDecodeError) return undefined;
    throw error;
  }
}
