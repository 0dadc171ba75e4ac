/** The way to a controller: as its user writes it, as a path, as text. */
import { linkText, type Path, type PortSegment, portSegment } from '../cip/index.js';
import type { Complain } from '../config/refusal.js';
import { shown } from '../config/shown.js';

const PORT_NAMES: Readonly<Record<string, number>> = { backplane: 1, ethernet: 2 };
const MOST_LINK_CHARACTERS = 255;
/** Of a connection path, whose length in words is one byte; the message router behind it takes two. */
const MOST_WORDS = 253;

/** @param given undefined: the slot of the backplane. What is wrong is told to `complain`. */
export function routeOf(given: unknown, slot: number, complain: Complain): Path {
  if (given === undefined) return [portSegment(1, slot)];
  const hops = typeof given === 'string' ? hopsOfText(given, complain) : hopsOfArray(given, complain);
  if (words(hops) > MOST_WORDS) complain(['route'], `${words(hops)} words of path, at most ${MOST_WORDS} fit`);
  return hops;
}

/** `1/0`, as in options; undefined for no route. */
export function routeText(route: Path): string | undefined {
  const hops = route.filter((segment): segment is PortSegment => segment.kind === 'port');
  return hops.length === 0 ? undefined : hops.map((hop) => `${hop.port}/${linkText(hop)}`).join('/');
}

function hopsOfText(text: string, complain: Complain): PortSegment[] {
  if (text.trim() === '') return [];
  const parts = text.split('/').map((part) => part.trim());
  if (parts.length % 2 === 1) {
    complain(['route'], `expected pairs of port and link address, as in "1/0", got ${shown(text)}`);
    return [];
  }
  const pairs = Array.from(
    { length: parts.length / 2 },
    (_, i) => [parts[2 * i] ?? '', parts[2 * i + 1] ?? ''] as const,
  );
  return pairs.flatMap(([port, link]) => hopOf(portOfText(port), linkOfText(link), ['route'], complain));
}

function hopsOfArray(given: unknown, complain: Complain): PortSegment[] {
  if (!Array.isArray(given)) {
    complain(['route'], `expected text or an array of [port, link address], got ${shown(given)}`);
    return [];
  }
  return Array.from(given, (hop: unknown) => hop).flatMap((hop, i) => {
    if (Array.isArray(hop) && hop.length === 2) return hopOf(hop[0], hop[1], ['route', i], complain);
    complain(['route', i], `expected [port, link address], got ${shown(hop)}`);
    return [];
  });
}

function hopOf(port: unknown, link: unknown, path: readonly (string | number)[], complain: Complain): PortSegment[] {
  if (!isWhole(port, 1, 0xffff)) complain(path, `port: expected a whole number from 1 to 65535, got ${shown(port)}`);
  else if (!isLink(link)) complain(path, `link address: expected a number from 0 to 255 or text, got ${shown(link)}`);
  else return [portSegment(port, link)];
  return [];
}

function portOfText(text: string): unknown {
  return PORT_NAMES[text.toLowerCase()] ?? (/^\d+$/.test(text) ? Number(text) : text);
}

function linkOfText(text: string): number | string {
  return /^\d{1,3}$/.test(text) && Number(text) <= 0xff ? Number(text) : text;
}

function isLink(link: unknown): link is number | string {
  if (typeof link !== 'string') return isWhole(link, 0, 0xff);
  return link.length <= MOST_LINK_CHARACTERS && /^[\x21-\x7e]+$/.test(link);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function words(hops: readonly PortSegment[]): number {
  return hops.reduce((sum, { link }) => sum + (typeof link === 'number' ? 1 : 2 + Math.ceil(link.byteLength / 2)), 0);
}
