/** A simulated controller, a client of it, and what its subscriptions tell; all ended after each test. */
import { afterEach } from 'vitest';
import {
  ExplicitClient,
  type ExplicitClientOptions,
  type Subscription,
  type TagUpdate,
} from '../../src/client/index.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';

export const PLC = '127.0.84.2';
/** Cycles that a test need not wait for. */
export const FAST = { rateMs: 5 } as const;

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type SimulatorOptions = NonNullable<ConstructorParameters<typeof LogixSimulator>[0]>;

export const PROGRAM = {
  tags: {
    Speed: { type: 'DINT', value: 1_500 },
    Level: { type: 'REAL', value: 10 },
    Total: { type: 'LINT', value: 1n },
    Name: { type: 'STRING', value: 'a' },
    Counts: { type: 'DINT[4]', value: [1, 2, 3, 4] },
    Beat: 'DINT',
  },
} satisfies SimulatorOptions;

export async function plcWith(options: SimulatorOptions = PROGRAM): Promise<LogixSimulator> {
  const plc = new LogixSimulator({ host: PLC, port: 0, ...options });
  await plc.start();
  cleanups.push(() => plc.stop());
  return plc;
}

export function clientOf(plc: { readonly port: number }, options: Partial<ExplicitClientOptions> = {}): ExplicitClient {
  const client = new ExplicitClient({ host: PLC, port: plc.port, reconnectMinMs: 1, reconnectMaxMs: 5, ...options });
  cleanups.push(() => client.close());
  return client;
}

export async function rig(options: Partial<ExplicitClientOptions> = {}, simulator: SimulatorOptions = PROGRAM) {
  const plc = await plcWith(simulator);
  const client = clientOf(plc, options);
  await client.connect();
  return { plc, client };
}

/** Keeps what is told, and resolves when something of it is as wanted. */
export class Told<K extends string> {
  readonly all: TagUpdate<K>[] = [];
  private readonly looks = new Set<() => void>();

  constructor(subscription: Subscription<TagUpdate<K>>) {
    subscription.on('update', (update) => {
      this.all.push(update);
      for (const look of this.looks) look();
    });
  }

  of(key: K): TagUpdate<K>[] {
    return this.all.filter((update) => update.key === key);
  }

  /** Values and qualities of a tag, in short. */
  brief(key: K): string[] {
    return this.of(key).map(
      ({ quality, value, error }) => `${quality} ${String(value)}${error ? ` ${error.code}` : ''}`,
    );
  }

  last(key: K): TagUpdate<K> | undefined {
    return this.of(key).at(-1);
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.looks.delete(look);
        resolve();
      };
      this.looks.add(look);
      look();
    });
  }

  untilValue(key: K, value: unknown): Promise<void> {
    return this.until(() => this.last(key)?.quality === 'good' && this.last(key)?.value === value);
  }

  untilQuality(key: K, quality: string): Promise<void> {
    return this.until(() => this.last(key)?.quality === quality);
  }
}

/** The tag `Beat` goes on by one: when that is told, a cycle that began behind the call is over. */
export async function beat(plc: LogixSimulator, told: Told<'Beat' | string>): Promise<void> {
  const value = (plc.read('Beat') as number) + 1;
  plc.write('Beat', value);
  await told.untilValue('Beat', value);
}
