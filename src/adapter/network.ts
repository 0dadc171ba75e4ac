/** The interface that carries the adapter's address: what is told of it, and of its changes. */
import { EipConnectionError } from '../errors.js';
import type { NativeNetwork } from '../native/binding.js';

/** The interface that carries the adapter's address, as the operating system has it. */
export interface NetworkStatus {
  /** Its name. */
  readonly interface: string;
  /** False: no interface has the address any more, and no scanner reaches this adapter; the rest is as it was before. */
  readonly present: boolean;
  /** Switched on. */
  readonly enabled: boolean;
  /** Connected to something. */
  readonly link: boolean;
  readonly address: string;
  readonly mask: string;
  /** Of its default route. */
  readonly gateway: string | null;
  /** At most two. */
  readonly nameServers: readonly string[];
  /** Empty: none. */
  readonly domain: string;
  readonly hostName: string;
  /** The address is leased. */
  readonly dhcp: boolean;
  readonly mac: string;
  /** Null where it has none, or does not tell. */
  readonly speedMbit: number | null;
  readonly fullDuplex: boolean;
}

/** The network has changed. */
export interface NetworkEvent {
  /** In words. */
  readonly reason: string;
  readonly network: NetworkStatus;
  readonly before: NetworkStatus;
  /** When the I/O thread heard of it, in microseconds of `process.hrtime()`'s clock. */
  readonly atUs: number;
}

/** @internal */
export function networkStatus(native: NativeNetwork | undefined): NetworkStatus | null {
  if (native === undefined) return null;
  const { gateway, nameServer, nameServer2, speedMbit, ...rest } = native;
  return {
    ...rest,
    gateway: gateway ?? null,
    nameServers: [nameServer, nameServer2].filter((server) => server !== undefined),
    speedMbit: speedMbit === 0 ? null : speedMbit,
  };
}

/** @internal What differs, in words; undefined when nothing does. */
export function networkChange(before: NetworkStatus, now: NetworkStatus): string | undefined {
  if (before.present !== now.present) {
    return now.present
      ? `${now.address} is back, on ${now.interface}`
      : `${now.address} is gone from ${before.interface}: no scanner reaches this adapter`;
  }
  if (before.interface !== now.interface)
    return `${now.address} has moved from ${before.interface} to ${now.interface}`;
  if (before.link !== now.link) return `${now.interface} has ${now.link ? 'its link again' : 'lost its link'}`;
  const changed = (Object.keys(now) as (keyof NetworkStatus)[]).filter((key) => `${before[key]}` !== `${now[key]}`);
  return changed.length === 0 ? undefined : `${now.interface}: ${changed.join(', ')} changed`;
}

/** @internal */
export function addressLost({ reason, before }: NetworkEvent): EipConnectionError {
  return new EipConnectionError('EIP_ADDRESS_LOST', reason, { address: before.address });
}

/** @internal Remembers what was told last. */
export class NetworkFollower {
  private last: NetworkStatus | null = null;

  /** A run begins. */
  begin(network: NetworkStatus | null): void {
    this.last = network;
  }

  /** @returns what is to be told; undefined when that was told already, or nothing is known. */
  changed(now: NetworkStatus | null, atUs: number): NetworkEvent | undefined {
    const before = this.last;
    if (now === null || before === null) return undefined;
    this.last = now;
    const reason = networkChange(before, now);
    return reason === undefined ? undefined : { reason, network: now, before, atUs };
  }
}
