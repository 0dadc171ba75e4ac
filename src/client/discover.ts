/** Who is there: ListIdentity by broadcast on all interfaces (docs/protocol.md, "ListIdentity"). */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { z } from 'zod';
import {
  CipDecodeError,
  decodeEncapsulation,
  decodeItems,
  EncapsulationCommand,
  EXPLICIT_PORT,
  encodeEncapsulation,
  type ListedIdentity,
  listedIdentities,
  listIdentityRequest,
} from '../cip/index.js';
import { parsed } from '../config/refusal.js';
import { expected, ipv4, options, whole } from '../config/schema.js';
import { broadcastOf, LIMITED_BROADCAST } from '../link/broadcast.js';
import { bindFailed } from '../link/failures.js';
import type { ModuleIdentity } from './module-identity.js';

export interface DiscoverOptions {
  /** How long answers are waited for, 100-60,000 ms, default 2,000. */
  readonly timeoutMs?: number;
  /**
   * IPv4 addresses to ask, of devices or of broadcasts; default: the broadcast of the subnet of each interface, and
   * 255.255.255.255, which devices with another mask hear too.
   */
  readonly addresses?: readonly string[];
  /** UDP port, default 44818. */
  readonly port?: number;
  /** Our own IPv4 addresses to ask from; default: one of each interface that is up, loopback left out. */
  readonly bind?: readonly string[];
  /** Ends the search; it then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A device that answered, and who it is. */
export interface DiscoveredDevice extends ModuleIdentity {
  /** Where its answer came from. */
  readonly address: string;
  /** TCP port that it says it listens on. */
  readonly port: number;
  /** Our own address that the answer came to. */
  readonly local: string;
  /** Attribute 8 of its Identity object, 0xFF when it does not keep one. */
  readonly state: number;
}

/** One of our addresses, and where its neighbours hear. */
interface Place {
  readonly local: string;
  readonly broadcast: string;
}

export const discoverSchema = options({
  timeoutMs: whole(100, 60_000).default(2_000),
  addresses: z
    .array(ipv4(), expected('an array of IPv4 addresses'))
    .min(1, expected('at least one address'))
    .optional(),
  port: whole(1, 0xffff).default(EXPLICIT_PORT),
  bind: z.array(ipv4(), expected('an array of IPv4 addresses')).min(1, expected('at least one address')).optional(),
  signal: z.instanceof(AbortSignal, expected('an AbortSignal')).optional(),
});

type DiscoverSettings = z.output<typeof discoverSchema>;

/** Datagrams get lost: each is sent so often, spread over the first half of the time. */
const SENDINGS = 3;
/** Of answers that nobody has taken yet. */
const MOST_WAITING = 10_000;

/**
 * The devices that answer, each once, as soon as they do: `for await (const device of discover())`. Leaving the loop
 * ends the search.
 * @throws EipConfigError EIP_OPTION_INVALID, EipConnectionError where none of our addresses can be asked from, the
 * signal's reason.
 */
export async function* discover(given: DiscoverOptions = {}): AsyncGenerator<DiscoveredDevice, void, undefined> {
  const settings = parsed('discover', discoverSchema, given);
  settings.signal?.throwIfAborted();
  const search = await Search.begin(settings);
  try {
    for (let device = await search.next(); device !== undefined; device = await search.next()) yield device;
  } finally {
    search.end();
  }
}

class Search {
  private readonly found: DiscoveredDevice[] = [];
  private readonly known = new Set<string>();
  private readonly timers: NodeJS.Timeout[] = [];
  private wake: () => void = () => {};
  private isOver = false;

  private constructor(
    private readonly settings: DiscoverSettings,
    private readonly sockets: readonly Socket[],
  ) {
    settings.signal?.addEventListener('abort', this.stop);
    if (settings.signal?.aborted) this.stop();
    this.timers.push(setTimeout(this.stop, settings.timeoutMs));
  }

  static async begin(settings: DiscoverSettings): Promise<Search> {
    const places = placesOf(settings);
    const opened = await Promise.allSettled(places.map(openSocket));
    const sockets = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failed = opened.find((result) => result.status === 'rejected');
    if (sockets.length === 0 && failed !== undefined) throw failed.reason;
    const search = new Search(settings, sockets);
    for (const [i, socket] of sockets.entries()) search.ask(socket, places[i]?.broadcast ?? '');
    return search;
  }

  /** The next device; undefined when the time is over. */
  async next(): Promise<DiscoveredDevice | undefined> {
    while (this.found.length === 0 && !this.isOver) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.settings.signal?.throwIfAborted();
    return this.found.shift();
  }

  end(): void {
    this.stop();
    this.settings.signal?.removeEventListener('abort', this.stop);
    for (const timer of this.timers) clearTimeout(timer);
    for (const socket of this.sockets) socket.close();
  }

  private readonly stop = (): void => {
    this.isOver = true;
    this.wake();
  };

  private ask(socket: Socket, broadcast: string): void {
    const { timeoutMs, addresses = [...new Set([broadcast, LIMITED_BROADCAST])], port } = this.settings;
    const request = encodeEncapsulation(listIdentityRequest(Math.min(0xffff, Math.floor(timeoutMs / 2))));
    const { address: local } = socket.address();
    socket.on('message', (bytes, from) => this.hear(bytes, from, local));
    const send = (): void => {
      // An address that is not reachable now answers nothing: there is nobody to tell.
      for (const address of addresses) socket.send(request, port, address, () => {});
    };
    send();
    for (let i = 1; i < SENDINGS; i++) this.timers.push(setTimeout(send, (i * timeoutMs) / (2 * SENDINGS)));
  }

  private hear(bytes: Uint8Array, from: RemoteInfo, local: string): void {
    for (const identity of identitiesIn(bytes)) {
      const key = `${from.address} ${identity.vendorId} ${identity.serialNumber}`;
      if (this.known.has(key) || this.found.length >= MOST_WAITING) continue;
      this.known.add(key);
      this.found.push(deviceOf(identity, from.address, local));
    }
    this.wake();
  }
}

/** Of any bytes that arrive: none in what is no answer. */
function identitiesIn(bytes: Uint8Array): readonly ListedIdentity[] {
  try {
    const message = decodeEncapsulation(bytes);
    if (message.command !== EncapsulationCommand.listIdentity || message.status !== 0) return [];
    return listedIdentities(decodeItems(message.data));
  } catch (error) {
    if (error instanceof CipDecodeError) return [];
    throw error;
  }
}

function deviceOf(identity: ListedIdentity, address: string, local: string): DiscoveredDevice {
  const { protocolVersion: _version, socketAddress, trailing: _trailing, ...who } = identity;
  return { address, port: socketAddress.port, local, ...who };
}

async function openSocket({ local }: Place): Promise<Socket> {
  const socket = createSocket('udp4');
  try {
    socket.bind(0, local);
    await once(socket, 'listening');
    socket.setBroadcast(true);
  } catch (error) {
    socket.close();
    throw bindFailed({ address: local, port: 0 }, error as Error);
  }
  // What is told of earlier datagrams, as "port unreachable", ends nothing.
  return socket.on('error', () => {});
}

function placesOf({ bind }: DiscoverSettings): Place[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ family }) => family === 'IPv4'),
  );
  if (bind === undefined) return all.filter(({ internal }) => !internal).map(placeOf);
  return bind.map((local) => placeOf(all.find(({ address }) => address === local) ?? { address: local, netmask: '' }));
}

function placeOf({ address, netmask }: { address: string; netmask: string }): Place {
  return { local: address, broadcast: broadcastOf(address, netmask) };
}
