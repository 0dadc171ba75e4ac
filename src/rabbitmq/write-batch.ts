/** What is written to a connection in one turn of the event loop leaves in one system call, which costs more than a message. */
import type { Connection } from 'rabbitmq-client';

interface Corkable {
  cork(): void;
  uncork(): void;
}

export class WriteBatch {
  readonly #socket: Corkable | undefined;
  #isOpen = false;

  /** The library has no call for it; without the name by which it keeps its socket each write leaves by itself. */
  constructor(connection: Connection) {
    this.#socket = (connection as unknown as { readonly _socket?: Corkable })._socket;
  }

  /** To be called before a write. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#socket?.cork();
    process.nextTick(() => {
      this.#isOpen = false;
      this.#socket?.uncork();
    });
  }
}
