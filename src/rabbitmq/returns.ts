/**
 * What the broker returned and the library has not told yet. A return comes before its confirm, but the library tells of
 * it a turn of the event loop later; without one on the way a confirm need not wait for that turn.
 */
import type { Channel } from 'rabbitmq-client';

interface MethodReader {
  _onMethod?: (frame: { readonly methodId: number }) => void;
}

/** Class 60, method 50 of AMQP. */
const BASIC_RETURN = 0x3c_0032;

export class Returns {
  readonly #sees: boolean;
  #seen = 0;
  #told = 0;

  /** The library has no call for it; without the name of its reader every confirm waits. */
  constructor(channel: Channel) {
    const reader = channel as unknown as MethodReader;
    const read = reader._onMethod;
    this.#sees = typeof read === 'function';
    if (read === undefined) return;
    reader._onMethod = (frame) => {
      if (frame.methodId === BASIC_RETURN) this.#seen += 1;
      read.call(channel, frame);
    };
  }

  told(): void {
    this.#told += 1;
  }

  /** Whether one may be on its way to be told. */
  get pending(): boolean {
    return !this.#sees || this.#told < this.#seen;
  }
}
