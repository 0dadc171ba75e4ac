import { CipDecodeError, decodeIoDatagram, type IoDatagram, isNewerCount, splitIoData } from '../cip/index.js';
import { Histogram, type Spread } from './histogram.js';
import { SequenceWatch } from './sequence.js';

/** One accepted T->O packet. */
export interface InputPacket {
  /** The input assembly's bytes; the receiver may keep them. */
  readonly value: Uint8Array;
  /** Encapsulation sequence number: moves by one a packet. */
  readonly sequence: number;
  /** CIP sequence count: moves when the target has new data. */
  readonly cipSequence: number;
  /** Whether the CIP sequence count is newer than that of the packet before. */
  readonly isNew: boolean;
  /** When JavaScript saw it, on the clock of `performance.now()`. */
  readonly receivedAtMs: number;
}

const FORMAT = { sequenceCount: true, header: false };
const SEQUENCE_COUNT_SIZE = 2;

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
    private readonly size: number,
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
    const { sequenceCount = 0, payload } = splitIoData(datagram.data, FORMAT);
    const isNew = this.lastCount === undefined || isNewerCount(sequenceCount, this.lastCount);
    this.lastCount = sequenceCount;
    this.deliver({ value: payload, sequence, cipSequence: sequenceCount, isNew, receivedAtMs: nowMs });
  }

  private isOurs(datagram: IoDatagram): datagram is IoDatagram & { readonly sequence: number } {
    const ours = datagram.connectionId === this.connectionId && datagram.sequence !== undefined;
    return ours && datagram.data.byteLength === SEQUENCE_COUNT_SIZE + this.size;
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
