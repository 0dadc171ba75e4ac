/** A controller with tags that lie near each other, seen through a relay that keeps what is sent. */
import { afterEach } from 'vitest';
import { ExplicitClient, type ExplicitClientOptions } from '../../src/client/index.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import { Relay } from '../support/relay.js';

export const PLC = '127.0.72.2';
const LINE = '127.0.72.3';
export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export const DEFINITION = {
  types: {
    Axis: { Position: 'REAL', Ready: 'BOOL', Fault: 'BOOL', Code: 'INT', Name: 'STRING' },
    Line: { Id: 'DINT', Temps: 'REAL[40]', Axes: 'Axis[4]', Flags: 'BOOL[96]', Big: 'LINT[3]', Last: 'INT' },
  },
  tags: {
    Speed: { type: 'DINT', value: 1_500 },
    Word: { type: 'INT', value: 0x0105 },
    Counts: { type: 'DINT[100]', value: Array.from({ length: 100 }, (_, i) => i * i) },
    Grid: {
      type: 'INT[6,5]',
      value: Array.from({ length: 6 }, (_, i) => Array.from({ length: 5 }, (_, k) => 10 * i + k)),
    },
    Bits: { type: 'BOOL[128]', value: Array.from({ length: 128 }, (_, i) => i % 5 === 0) },
    Texts: { type: 'STRING[4]', value: ['a', 'b', 'c', 'd'] },
    Line: {
      type: 'Line',
      value: { Id: 7, Temps: Array.from({ length: 40 }, (_, i) => i / 4), Last: -3, Big: [1n, 2n, 3n] },
    },
    Lines: 'Line[5]',
    Axes: 'Axis[8]',
    Long: { type: 'DINT[10000]', value: Array.from({ length: 10_000 }, (_, i) => i * 3) },
    ...Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`T${i}`, { type: 'DINT', value: i }])),
  },
  programs: { Main: { Steps: { type: 'INT[8]', value: [0, 1, 2, 3, 4, 5, 6, 7] } } },
} as const;

export async function rig(options: Partial<ExplicitClientOptions> = {}) {
  const plc = new LogixSimulator({ host: PLC, port: 0, ...(DEFINITION as object) });
  await plc.start();
  cleanups.push(() => plc.stop());
  const line = await Relay.listen(LINE, 0, { host: PLC, port: plc.port });
  cleanups.push(() => line.close());
  const client = new ExplicitClient({ host: LINE, port: line.port, ...options });
  cleanups.push(() => client.close());
  await client.connect();
  return { plc, line, client };
}

type Rig = Awaited<ReturnType<typeof rig>>;

/** Messages that ask for tags, and bytes of all messages both ways, while `work` runs. */
export async function spent<T>({ plc, line }: Rig, work: () => Promise<T>) {
  const asked: string[] = [];
  const note = ({ service, tag, embedded }: { service?: string; tag?: string; embedded: boolean }): void => {
    asked.push(embedded ? `  ${tag}` : `${service} ${tag ?? ''}`.trim());
  };
  const before = line.packets.length;
  plc.on('request', note as never);
  const result = await work();
  plc.off('request', note as never);
  const bytes = line.packets.slice(before).reduce((sum, packet) => sum + packet.bytes.byteLength, 0);
  return { result, asked, bytes };
}

export const valuesOf = (results: Record<string, { value?: unknown }>) =>
  Object.fromEntries(Object.entries(results).map(([name, { value }]) => [name, value]));

/** Resolves when so many messages were met by faults. */
export function met(plc: LogixSimulator, count: number): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    plc.on('fault', () => {
      if (++seen === count) resolve();
    });
  });
}
