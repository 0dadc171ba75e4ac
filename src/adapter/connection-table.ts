/** The I/O connections as JavaScript knows them: made from the addon's events, with names in place of numbers. */
import type { NativeConnectionChange, NativeConnectionInfo } from '../native/binding.js';
import type { ConnectionEventKind, ConnectionInfo } from './events.js';
import type { NormalAssembly } from './options.js';

const ENDS: ReadonlySet<ConnectionEventKind> = new Set(['closed', 'timedOut', 'aborted', 'orphaned']);

export class ConnectionTable {
  private readonly live = new Map<number, ConnectionInfo>();
  /** The last connection of each slot, also after its end: whose data still waits to be told. */
  private readonly lastOfSlot = new Map<number, ConnectionInfo>();
  private readonly names: Map<number, string>;

  constructor(assemblies: readonly NormalAssembly[]) {
    this.names = new Map(assemblies.map(({ instance, name }) => [instance, name]));
  }

  /** Connections that open from now on are over it. */
  name({ instance, name }: Pick<NormalAssembly, 'instance' | 'name'>): void {
    this.names.set(instance, name);
  }

  /** Every connection over it has ended, and that was told. */
  forget({ instance }: Pick<NormalAssembly, 'instance'>): void {
    this.names.delete(instance);
  }

  /** Takes in one event and says whose it is. */
  apply(change: NativeConnectionChange, native: NativeConnectionInfo): ConnectionInfo {
    const info = (change === 'opened' ? undefined : this.live.get(native.slot)) ?? this.add(native);
    if (ENDS.has(change)) this.live.delete(native.slot);
    return info;
  }

  /** One that is not open yet. */
  candidate(native: NativeConnectionInfo): ConnectionInfo {
    return this.named(native);
  }

  /** The table is this now. */
  replace(natives: readonly NativeConnectionInfo[]): ConnectionInfo[] {
    this.live.clear();
    return natives.map((native) => this.add(native));
  }

  clear(): void {
    this.live.clear();
    this.lastOfSlot.clear();
  }

  /** Whose data came by this slot; `undefined` for -1, an explicit message. */
  ofSlot(slot: number): ConnectionInfo | undefined {
    return this.lastOfSlot.get(slot);
  }

  list(): ConnectionInfo[] {
    return [...this.live.values()].sort((a, b) => a.slot - b.slot);
  }

  private add(native: NativeConnectionInfo): ConnectionInfo {
    const info = this.named(native);
    this.live.set(native.slot, info);
    this.lastOfSlot.set(native.slot, info);
    return info;
  }

  private named(native: NativeConnectionInfo): ConnectionInfo {
    return {
      slot: native.slot,
      type: native.type,
      output: this.names.get(native.output) ?? null,
      input: this.names.get(native.input) ?? null,
      config: this.names.get(native.config) ?? null,
      originator: {
        address: native.originatorAddress,
        port: native.originatorPort,
        vendorId: native.originatorVendor,
        serialNumber: native.originatorSerial,
      },
      connectionSerial: native.connectionSerial,
      outputConnectionId: native.outputConnectionId,
      inputConnectionId: native.inputConnectionId,
      outputApiMs: native.outputApiUs / 1000,
      inputApiMs: native.inputApiUs / 1000,
      outputSize: native.outputSize,
      inputSize: native.inputSize,
      timeoutMs: native.timeoutUs / 1000,
      transportClass: native.transportClass === 0 ? 0 : 1,
      trigger: native.trigger,
      multicast: native.multicast,
    };
  }
}
