/** The option `allow`: who may talk to the adapter, as IPv4 addresses and networks. */
import { isIPv4 } from 'node:net';
import { z } from 'zod';
import type { Complain } from '../config/refusal.js';
import { expected, options } from '../config/schema.js';
import type { NativeNetwork4 } from '../native/binding.js';
import { addressFromNumber, numberFromAddress } from './settings/address.js';

const MOST_NETWORKS = 256;
const BITS = 32;
const EVERYBODY = '0.0.0.0/0';

const NETWORK = 'an IPv4 address such as 192.168.1.10, or a network such as 192.168.1.0/24';

/** Addresses from `first` to `last`. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** Undefined: not of the form. A network whose address is none of the first in it is one: see `network`. */
function parse(text: string): { address: number; size: number } | undefined {
  const match = /^([\d.]+)(?:\/(\d|[12]\d|3[0-2]))?$/.exec(text);
  if (match?.[1] === undefined || !isIPv4(match[1])) return undefined;
  return { address: numberFromAddress(match[1]), size: 2 ** (BITS - Number(match[2] ?? BITS)) };
}

function rangeOf(text: string): Range {
  const { address, size } = parse(text) ?? { address: 0, size: 0 };
  return { first: address, last: address + size - 1 };
}

/** Bits behind the prefix would leave open whether a host or its network is meant. */
const network = z
  .string(expected(NETWORK))
  .refine((text) => parse(text) !== undefined, { ...expected(NETWORK), abort: true })
  .refine(startsItsNetwork, { error: ({ input }) => `${String(input)} is no network: ${ambiguity(String(input))}` });

function startsItsNetwork(text: string): boolean {
  const parsed = parse(text);
  return parsed === undefined || parsed.address % parsed.size === 0;
}

function ambiguity(text: string): string {
  const { address, size } = parse(text) ?? { address: 0, size: 1 };
  const [host = '', prefix = ''] = text.split('/');
  return `expected ${addressFromNumber(address - (address % size))}/${prefix}, or ${host} for that address alone`;
}

const LIST = `a list of 1 to ${MOST_NETWORKS} IPv4 addresses and networks`;

const wrongCount = {
  error: ({ input }: { input?: unknown }) => `expected ${LIST}, got ${(input as unknown[]).length}`,
};

/** A list that holds for everything. */
export const networks = z.array(network, expected(LIST)).min(1, wrongCount).max(MOST_NETWORKS, wrongCount);

export const allowListsSchema = options({
  explicit: networks
    .optional()
    .meta({ description: 'Who reaches the port of explicit messages, discovery included', defaultText: 'everybody' }),
  io: networks
    .optional()
    .meta({ description: 'Who may open I/O connections; within explicit', defaultText: 'all of explicit' }),
});

export interface Allow {
  readonly explicit: readonly string[];
  readonly io: readonly string[];
}

/** What is wrong with an entry; undefined: nothing. */
export function complaintAboutNetwork(text: string): string | undefined {
  return network.safeParse(text).error?.issues[0]?.message;
}

const neither = z.custom<never>(() => false, expected(`${LIST}, or { explicit, io }`));

function schemaFor(given: unknown) {
  if (Array.isArray(given)) return networks;
  return typeof given === 'object' && given !== null ? allowListsSchema : neither;
}

/** A plain list is both. Whoever may not reach the port of explicit messages can't open I/O either. */
export const allowOption = z.unknown().transform((given, context): Allow => {
  const result = schemaFor(given).safeParse(given);
  if (!result.success) {
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: given } as never);
    return z.NEVER;
  }
  const { explicit = [EVERYBODY], io = explicit } = Array.isArray(result.data)
    ? { explicit: result.data }
    : (result.data as z.output<typeof allowListsSchema>);
  return { explicit, io };
});

/** A Forward Open comes in over TCP: who may have I/O must be one of those who may reach it. */
export function checkAllow({ explicit, io }: Allow, complain: Complain): void {
  const reachable = merged(explicit.map(rangeOf));
  for (const [i, text] of io.entries()) {
    const { first, last } = rangeOf(text);
    if (reachable.some((range) => range.first <= first && last <= range.last)) continue;
    const what = `${text} is not within "explicit", and a connection is opened by an explicit message: add it there too`;
    complain(['allow', 'io', i], what);
  }
}

/** Ascending, and no two that touch. */
function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = result.at(-1);
    if (before === undefined || before.last + 1 < range.first) result.push(range);
    else result[result.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
  }
  return result;
}

export function nativeNetworks(list: readonly string[]): NativeNetwork4[] {
  return list.map((text) => {
    const { address, size } = parse(text) ?? { address: 0, size: 1 };
    return { address, mask: 2 ** BITS - size };
  });
}
