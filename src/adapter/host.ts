/** The IPv4 addresses of this machine, and which of them the adapter answers on. */
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { EipConfigError, EipConnectionError } from '../errors.js';

export interface OwnAddress {
  readonly address: string;
  readonly interfaceName: string;
  /** Loopback. */
  readonly internal: boolean;
}

/** @throws EipConnectionError EIP_OPEN_FAILED when the system does not tell, as when there is no descriptor for asking. */
export function ownAddresses(interfaces = systemInterfaces()): OwnAddress[] {
  return Object.entries(interfaces).flatMap(([interfaceName, addresses]) =>
    (addresses ?? [])
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, internal }) => ({ address, interfaceName, internal })),
  );
}

function systemInterfaces(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EipConnectionError('EIP_OPEN_FAILED', `The addresses of this machine could not be read: ${why}`, {
      cause,
    });
  }
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

/** As Linux allows it; what looks like an address is one, even a wrong one. */
export const INTERFACE_NAME = /^(?![\d.]+$)[^\s/:]{1,15}$/;

/**
 * The address for the option `host`: an address, the name of an interface, or nothing.
 * @throws EipConfigError EIP_HOST_UNDECIDED; EIP_INTERFACE_UNUSABLE for an interface without exactly one IPv4 address;
 * EipConnectionError EIP_OPEN_FAILED when the system does not tell its addresses. One that is given needs no asking.
 */
export function addressOf(host: string | undefined, addresses?: readonly OwnAddress[]): string {
  if (host !== undefined && isIPv4(host)) return host;
  const own = addresses ?? ownAddresses();
  return host === undefined ? onlyAddress(own) : addressOfInterface(host, own);
}

function addressOfInterface(name: string, addresses: readonly OwnAddress[]): string {
  const own = addresses.filter(({ interfaceName }) => interfaceName === name);
  const [only, another] = own;
  if (only !== undefined && another === undefined) return only.address;
  const what =
    only === undefined
      ? `No interface "${name}" with an IPv4 address is up; this machine has ${addressList(addresses)}`
      : `The interface "${name}" has several addresses: ${addressList(own)}`;
  throw new EipConfigError('EIP_INTERFACE_UNUSABLE', what, { option: 'host' });
}
