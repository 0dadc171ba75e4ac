/** The IPv4 addresses of this machine, and which of them the adapter answers on. */
import { networkInterfaces } from 'node:os';
import { EipConfigError } from '../errors.js';

export interface OwnAddress {
  readonly address: string;
  readonly interfaceName: string;
  /** Loopback. */
  readonly internal: boolean;
}

export function ownAddresses(interfaces = networkInterfaces()): OwnAddress[] {
  return Object.entries(interfaces).flatMap(([interfaceName, addresses]) =>
    (addresses ?? [])
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, internal }) => ({ address, interfaceName, internal })),
  );
}

/** `192.168.1.50 (eth0), 127.0.0.1 (lo)` */
export function addressList(addresses: readonly OwnAddress[]): string {
  return addresses.map(({ address, interfaceName }) => `${address} (${interfaceName})`).join(', ') || 'none';
}

/**
 * The only address that is not loopback.
 * @throws EipConfigError EIP_HOST_UNDECIDED that lists the choices when there are none or several.
 */
export function onlyAddress(addresses: readonly OwnAddress[] = ownAddresses()): string {
  const outside = addresses.filter(({ internal }) => !internal);
  const [only, another] = outside;
  if (only !== undefined && another === undefined) return only.address;
  const what =
    only === undefined
      ? `No "host" is given, and this machine has loopback addresses only: ${addressList(addresses)}`
      : `No "host" is given, and this machine has several addresses: ${addressList(outside)}`;
  throw new EipConfigError('EIP_HOST_UNDECIDED', what, { option: 'host' });
}
