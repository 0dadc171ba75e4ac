/** The routes of this machine, and which of them an address takes. */
import { endianness } from 'node:os';
import { numberOf } from './ipv4.js';
import type { SystemFiles } from './system-files.js';

export interface Route {
  readonly interface: string;
  readonly destination: number;
  readonly mask: number;
  readonly metric: number;
  /** Through another machine. */
  readonly gateway: boolean;
  /** Refused: "unreachable". */
  readonly rejects: boolean;
}

const UP = 0x1;
const GATEWAY = 0x2;
const REJECT = 0x200;
/** Of one table: what a person reads, not what a router of the internet has. */
const MOST_ROUTES = 10_000;

/** Of the main table; undefined: the system does not tell. */
export async function readRoutes(files: SystemFiles): Promise<Route[] | undefined> {
  const text = await files.text('/proc/net/route');
  return text === undefined ? undefined : routesIn(text);
}

/** What is no line of such a table is passed over. */
export function routesIn(text: string): Route[] {
  return text
    .split('\n')
    .slice(0, MOST_ROUTES)
    .flatMap((line) => {
      const [name, destination, , flags, , , metric, mask] = line.trim().split(/\s+/);
      const numbers = [destination, flags, mask];
      if (name === undefined || name.length > 15 || !numbers.every((word) => /^[0-9A-F]{4,8}$/i.test(word ?? '')))
        return [];
      const bits = Number.parseInt(flags ?? '', 16);
      if ((bits & UP) === 0) return [];
      return {
        interface: name,
        destination: ofKernel(destination),
        mask: ofKernel(mask),
        metric: /^\d{1,10}$/.test(metric ?? '') ? Number(metric) : 0,
        gateway: (bits & GATEWAY) !== 0,
        rejects: (bits & REJECT) !== 0,
      };
    });
}

/** The kernel shows the bytes of an address as a number of this machine. */
export function ofKernel(hex = ''): number {
  const bytes = Buffer.from(hex.padStart(8, '0'), 'hex');
  return endianness() === 'LE' ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0);
}

/** The longest mask wins, then the least metric. */
export function routeTo(address: string, routes: readonly Route[]): Route | undefined {
  const wanted = numberOf(address);
  const fitting = routes.filter(({ destination, mask }) => (wanted & mask) >>> 0 === destination);
  return fitting.sort((one, other) => other.mask - one.mask || one.metric - other.metric)[0];
}
