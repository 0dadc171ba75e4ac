import { ReceivedAssembly } from './received-assembly.js';
import type { ConfigHandler } from './write-requests.js';

/** A configuration assembly: the originator sends it inside the Forward Open. Got from `adapter.config(name)`. */
export class ConfigAssembly<V = unknown> extends ReceivedAssembly<V> {
  /**
   * Decides whether configuration is accepted, at once or later: return to accept, `throw new CipRefusal()` to refuse
   * (default 01/0129; 0x09 for an explicit message). Until it is accepted the connection does not open, the assembly
   * keeps its value and `data` is not told. Without an answer within `requestTimeoutMs` the peer is refused.
   *
   * Data that is the same as that of a live connection on this assembly is not asked about again.
   * @param handler the only one, in place of an earlier; undefined: everything is accepted at once, as at first
   */
  onConfig(handler: ConfigHandler<V> | undefined): this {
    return this.decideBy(handler);
  }
}
