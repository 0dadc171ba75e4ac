import { ReceivedAssembly } from './received-assembly.js';
import type { WriteHandler } from './write-requests.js';

/**
 * An assembly that peers may set by an explicit message: an output that no connection owns, or one of kind `explicit`.
 * Got from `adapter.output(name)`, `adapter.explicit(name)`.
 */
export class WritableAssembly<V = unknown> extends ReceivedAssembly<V> {
  /**
   * Decides whether a value that an explicit message sets is accepted, at once or later: return to accept, `throw new
   * CipRefusal()` to refuse (default 0x09). Until then the assembly keeps its value and `data` is not told. Without an
   * answer within `requestTimeoutMs` the peer is refused with 0x02. Cyclic data is never asked about.
   * @param handler the only one, in place of an earlier; undefined: everything is accepted at once, as at first
   */
  onWrite(handler: WriteHandler<V> | undefined): this {
    return this.decideBy(handler);
  }
}
