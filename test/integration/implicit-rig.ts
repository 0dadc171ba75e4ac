/** Clients on the rig's adapter, closed after each test; and what several tests ask of one. */
import { afterEach } from 'vitest';
import { type ClientState, type EipClientEvents, ImplicitClient, type TagMap } from '../../src/index.js';
import { newAdapter, type RigAdapter, until } from './adapter-rig.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});

/** Longer than any test: what ends such a wait is something else. */
export const LONG_MS = 600_000;
/** Of a scanner. The adapter's watchdog takes 10 s, (4 << 7) x 20 ms: longer than any pause of a busy machine. */
export const PATIENT = { rpiMs: 20, timeoutMultiplier: 7 };

export const stateOf = (adapter: { status(): { readonly state: string } }) => adapter.status().state;

export const TAGS = {
  Start: { assembly: 'command', field: 'start' },
  Recipe: { assembly: 'command', field: 'recipe' },
  RawX: { assembly: 'command', offset: 4, type: 'bytes', length: 4 },
  Ready: { assembly: 'result', field: 'ready' },
  Count: { assembly: 'result', field: 'count' },
  Y: { assembly: 'result', field: 'y' },
} as const satisfies TagMap;

export function clientOf(adapter: RigAdapter, options: { readonly staleMs?: number } = {}) {
  const client = new ImplicitClient({ adapter, tags: TAGS, ...options });
  open.push(client);
  return client;
}

export type RigClient = ReturnType<typeof clientOf>;

/** A client that listens on an adapter of its own. A slow machine is not to end its connections: no liveness. */
export async function listening(options: { readonly staleMs?: number } = {}) {
  const adapter = newAdapter({ livenessMs: 0 });
  const client = clientOf(adapter, options);
  await client.connect();
  return { adapter, client };
}

export async function qualityOf(client: RigClient): Promise<string> {
  return (await client.readTags(['Recipe'])).Recipe.quality;
}

/** Looks until the quality is the one expected. @throws after twenty seconds. */
export async function untilQuality(client: RigClient, wanted: string): Promise<void> {
  const end = performance.now() + 20_000;
  for (let quality = await qualityOf(client); quality !== wanted; quality = await qualityOf(client)) {
    if (performance.now() > end) throw new Error(`waited in vain for ${wanted}: it is ${quality}`);
    await new Promise((done) => setTimeout(done, 2));
  }
}

/** The events of a client, in order, with their reasons. */
export function heard(client: RigClient): { readonly event: keyof EipClientEvents; readonly payload: unknown }[] {
  const events: { event: keyof EipClientEvents; payload: unknown }[] = [];
  for (const event of ['connected', 'disconnected', 'reconnecting'] as const) {
    client.on(event, (payload: unknown) => events.push({ event, payload }));
  }
  return events;
}

export async function untilState(client: RigClient, state: ClientState): Promise<void> {
  await until(`state ${state}`, () => client.state === state);
}
