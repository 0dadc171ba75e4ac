import type { ForwardOpenReply } from '../cip/index.js';
import { Consumer, type InputPacket } from './consumer.js';
import type { IoSocket } from './io-socket.js';
import type { ScannerSettings } from './option-schema.js';
import { watchdogMs } from './options.js';
import { Producer } from './producer.js';
import type { ScannerStats } from './stats.js';
import { Watchdog } from './watchdog.js';

/** The first packet may take at least this long (docs/protocol.md, "Watchdog"). */
const FIRST_PACKET_MS = 10_000;

export interface IoHandlers {
  readonly data: (packet: InputPacket) => void;
  readonly timedOut: (timeoutMs: number) => void;
}

/** Both directions of one I/O connection, over sockets that their owner opens and closes. */
export class IoConnection {
  private readonly producer: Producer;
  private readonly consumer: Consumer;
  private watchdog: Watchdog | undefined;
  private apiMs = 0;
  private sendErrors = 0;

  /** @param connectionId the T->O id proposed. */
  constructor(
    private readonly settings: ScannerSettings,
    connectionId: number,
    private readonly handlers: IoHandlers,
  ) {
    const { transportClass, output, input } = settings;
    this.producer = new Producer({ ...output, transportClass });
    this.consumer = new Consumer(connectionId, { ...input, transportClass }, handlers.data);
  }

  get run(): boolean {
    return this.producer.run;
  }

  set run(run: boolean) {
    this.producer.run = run;
  }

  write(bytes: Uint8Array): void {
    this.producer.write(bytes);
  }

  /** Each socket that packets may come on. The one that sends before the request leaves: the target sends its first packet right after its reply, and it may overtake that. */
  listen(socket: IoSocket, targetAddress: string): void {
    socket.onSendError = () => {
      this.sendErrors++;
    };
    socket.onDatagram = (bytes, from) => {
      if (from.address === targetAddress) this.consumer.take(bytes, performance.now());
      else this.consumer.ignored++;
    };
  }

  /** Starts to produce and to watch, as the reply says. */
  begin(reply: ForwardOpenReply, send: (datagram: Uint8Array) => void): void {
    this.consumer.use(reply.tToO.connectionId);
    this.apiMs = reply.tToO.apiUs / 1_000;
    this.watch();
    this.producer.start(reply.oToT.connectionId, reply.oToT.apiUs / 1_000, send);
  }

  /** The socket may go on listening: what is under way still counts. */
  stop(): void {
    this.watchdog?.stop();
    this.producer.stop();
  }

  stats(): ScannerStats {
    const { consumer, producer } = this;
    return {
      sent: producer.sent,
      sendErrors: this.sendErrors,
      skipped: producer.skipped,
      received: consumer.received,
      lost: consumer.lost,
      outOfOrder: consumer.outOfOrder,
      ignored: consumer.ignored,
      intervalUs: consumer.intervalUs(),
      apiMs: this.apiMs,
    };
  }

  private watch(): void {
    const timeoutMs = watchdogMs(this.settings.timeoutMultiplier, this.apiMs);
    const firstMs = Math.max(timeoutMs, FIRST_PACKET_MS);
    const heardMs = () => this.consumer.lastReceivedMs;
    this.watchdog = new Watchdog(heardMs, () => this.handlers.timedOut(heardMs() === undefined ? firstMs : timeoutMs));
    this.watchdog.start(timeoutMs, firstMs);
  }
}
