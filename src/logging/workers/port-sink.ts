/** The side of a worker: its lines go to the main thread, which writes them. Posted is safe: nothing waits here. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { LineSink, SinkStatus } from '../sinks/sink.js';
import { FIGURES, type FromWorker, type Hello, type SharedSettings, type ToWorker } from './protocol.js';

/** What the main thread left in the port; undefined when this is no such port, or one that is in use. */
export function helloOf(port: MessagePort): Hello | undefined {
  const message = receiveMessageOnPort(port)?.message as Partial<Hello> | undefined;
  return message?.kind === 'hello' ? (message as Hello) : undefined;
}

export class PortSink implements LineSink {
  private readonly figures: Int32Array;
  private written = 0;
  private dropped = 0;
  private closed = false;
  private flushes = 0;
  private readonly waiters = new Map<number, () => void>();

  constructor(
    private readonly port: MessagePort,
    figures: SharedArrayBuffer,
    private bufferBytes: number,
    private readonly changed: (settings: SharedSettings) => void,
  ) {
    this.figures = new Int32Array(figures);
    port.on('message', (message: ToWorker) => this.receive(message));
    port.on('close', () => this.gone());
    port.unref();
  }

  push(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.closed || Atomics.load(this.figures, FIGURES.WAITING) + bytes > this.bufferBytes) {
      this.dropped++;
      Atomics.add(this.figures, FIGURES.DROPPED, 1);
      return;
    }
    Atomics.add(this.figures, FIGURES.WAITING, bytes);
    this.post(line);
    this.written++;
  }

  flushSync(): void {}

  /** Resolves when the main thread has written what it was posted. */
  flush(): Promise<void> {
    if (this.closed) return Promise.resolve();
    const id = ++this.flushes;
    return new Promise((resolve) => {
      this.waiters.set(id, resolve);
      this.port.ref();
      this.post({ kind: 'flush', id });
    });
  }

  async close(): Promise<void> {
    await this.flush();
    this.closed = true;
    this.port.close();
  }

  status(): SinkStatus {
    return {
      state: this.closed ? 'failing' : 'ok',
      written: this.written,
      dropped: this.dropped,
      errors: 0,
      waitingBytes: Atomics.load(this.figures, FIGURES.WAITING),
    };
  }

  private receive(message: ToWorker): void {
    if (message.kind === 'flushed') this.wake(message.id);
    if (message.kind !== 'settings') return;
    this.bufferBytes = message.settings.bufferBytes;
    this.changed(message.settings);
  }

  /** The main thread closed its log. */
  private gone(): void {
    this.closed = true;
    for (const id of [...this.waiters.keys()]) this.wake(id);
  }

  private wake(id: number): void {
    this.waiters.get(id)?.();
    this.waiters.delete(id);
    if (this.waiters.size === 0) this.port.unref();
  }

  private post(message: FromWorker): void {
    this.port.postMessage(message);
  }
}
