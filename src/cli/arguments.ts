import { isIPv4 } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { complaintAboutNetwork } from '../adapter/allow.js';
import { INTERFACE_NAME } from '../adapter/host.js';

/** Readers of option values. Each throws InvalidArgumentError with what was expected; commander names the option. */

export function portNumber(text: string): number {
  return integerWithin(text, 0, 0xffff, 'a port number');
}

/** Of somebody else: there is no port 0 to ask. */
export function peerPort(text: string): number {
  return integerWithin(text, 1, 0xffff, 'a port number');
}

export function slotNumber(text: string): number {
  return integerWithin(text, 0, 0xff, 'a slot');
}

export function ipv4Address(text: string): string {
  if (isIPv4(text)) return text;
  throw new InvalidArgumentError('Expected an IPv4 address of this machine, as in 192.168.1.50.');
}

/** An address or the name of an interface; the adapter looks it up when it starts. */
export function addressOrInterface(text: string): string {
  if (isIPv4(text) || INTERFACE_NAME.test(text)) return text;
  throw new InvalidArgumentError('Expected an IPv4 address of this machine or the name of an interface, as in eth0.');
}

/** IPv4 addresses with commas between them. */
export function addressList(text: string): string[] {
  const addresses = text.split(',');
  if (addresses.every((address) => isIPv4(address))) return addresses;
  throw new InvalidArgumentError('Expected IPv4 addresses with commas between them, as in 192.168.1.10,192.168.1.255.');
}

/** Addresses and networks, with commas between them. */
export function networkList(text: string): string[] {
  const networks = text.split(',');
  const complaint = networks.map(complaintAboutNetwork).find((found) => found !== undefined);
  if (complaint === undefined) return networks;
  throw new InvalidArgumentError(`Expected a list such as 192.168.1.10,192.168.2.0/24: ${complaint}.`);
}

/** Seconds, above 0, fractions allowed; a timer holds 24 days at most. */
export function durationSeconds(text: string): number {
  return numberWithin(text, 0.001, 2_000_000, 'seconds');
}

/** Seconds that a peer has for an answer, fractions allowed. */
export function timeoutSeconds(text: string): number {
  return numberWithin(text, 0.001, 600, 'seconds');
}

/** Seconds of a search, fractions allowed. */
export function searchSeconds(text: string): number {
  return numberWithin(text, 0.1, 60, 'seconds');
}

/** Seconds for all that the doctor looks at, fractions allowed. */
export function doctorSeconds(text: string): number {
  return numberWithin(text, 0.5, 600, 'seconds');
}

export function rpiMilliseconds(text: string): number {
  return numberWithin(text, 0.1, 60_000, 'milliseconds');
}

/** Between two cycles. */
export function rateMilliseconds(text: string): number {
  return integerWithin(text, 1, 3_600_000, 'milliseconds');
}

/** `150:32`: instance and bytes. */
export function assemblyArgument(text: string): { instance: number; size: number } {
  const match = /^(\d{1,5}):(\d{1,5})$/.exec(text);
  const [instance, size] = [Number(match?.[1]), Number(match?.[2])];
  if (match && instance <= 0xffff && size <= 65_000) return { instance, size };
  throw new InvalidArgumentError('Expected INSTANCE:BYTES, as in 150:32 (instance up to 65535, up to 65000 bytes).');
}

/** `151:0`: configuration data travels inside the path of the Forward Open, so it is short. */
export function configArgument(text: string): { instance: number; size: number } {
  const assembly = assemblyArgument(text);
  if (assembly.size <= 400) return assembly;
  throw new InvalidArgumentError('Expected at most 400 bytes of configuration data.');
}

/** `HOST` or `HOST:PORT`. */
export function targetArgument(text: string): { host: string; port: number | undefined } {
  const match = /^([^:\s]+)(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[2] === undefined ? undefined : Number(match[2]);
  if (match?.[1] !== undefined && (port === undefined || (port >= 1 && port <= 0xffff)))
    return { host: match[1], port };
  throw new InvalidArgumentError('Expected HOST or HOST:PORT, as in 192.168.1.50 or 192.168.1.50:44818.');
}

function integerWithin(text: string, least: number, most: number, what: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Expected ${what} from ${least} to ${most}.`);
}

function numberWithin(text: string, least: number, most: number, what: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Expected ${what} from ${least} to ${most}.`);
}
