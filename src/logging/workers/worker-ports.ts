/** The side of the main thread: takes the lines of workers. */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { FIGURES, type FromWorker, type SharedSettings, sharedOf, type ToWorker } from './protocol.js';

export interface WorkersStatus {
  /** Ports that are open. */
  readonly ports: number;
  /** Lines taken from workers. */
  readonly lines: number;
  /** Lines that workers lost: too many were on their way. */
  readonly dropped: number;
  /** Bytes of lines that are on their way. */
  readonly waitingBytes: number;
}

interface Link {
  readonly port: MessagePort;
  readonly figures: Int32Array;
}

export class WorkerPorts {
  private readonly links = new Set<Link>();
  private lines = 0;
  private droppedBefore = 0;

  constructor(
    private readonly take: (line: string) => void,
    private readonly flush: () => Promise<void>,
  ) {}

  /** The port for a worker, to be handed over to it. */
  open(settings: SharedSettings): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const figures = new SharedArrayBuffer(FIGURES.COUNT * Int32Array.BYTES_PER_ELEMENT);
    const link: Link = { port: port1, figures: new Int32Array(figures) };
    this.links.add(link);
    send(port1, { kind: 'hello', settings: sharedOf(settings), figures });
    port1.on('message', (message: FromWorker) => this.receive(link, message));
    port1.on('close', () => this.forget(link));
    // A log keeps no process alive; what is left is taken at its end.
    port1.unref();
    return port2;
  }

  tell(settings: SharedSettings): void {
    for (const { port } of this.links) send(port, { kind: 'settings', settings: sharedOf(settings) });
  }

  /** Takes what was posted. */
  drainSync(): void {
    for (const link of this.links) {
      for (let next = receiveMessageOnPort(link.port); next !== undefined; next = receiveMessageOnPort(link.port)) {
        this.receive(link, next.message as FromWorker);
      }
    }
  }

  close(): void {
    this.drainSync();
    for (const link of this.links) {
      this.forget(link);
      link.port.close();
    }
  }

  status(): WorkersStatus {
    const sum = (index: number) => [...this.links].reduce((all, { figures }) => all + Atomics.load(figures, index), 0);
    return {
      ports: this.links.size,
      lines: this.lines,
      dropped: this.droppedBefore + sum(FIGURES.DROPPED),
      waitingBytes: sum(FIGURES.WAITING),
    };
  }

  private receive({ port, figures }: Link, message: FromWorker): void {
    if (typeof message !== 'string') {
      const done = () => send(port, { kind: 'flushed', id: message.id });
      this.flush().then(done, done);
      return;
    }
    Atomics.sub(figures, FIGURES.WAITING, Buffer.byteLength(message));
    this.lines++;
    this.take(message);
  }

  private forget(link: Link): void {
    if (this.links.delete(link)) this.droppedBefore += Atomics.load(link.figures, FIGURES.DROPPED);
  }
}

function send(port: MessagePort, message: ToWorker): void {
  port.postMessage(message);
}
