import { ExplicitClient, type ExplicitClientOptions } from '../../src/client/index.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';
import type { TagEntries } from '../../src/tag-file/index.js';
import { cleanups } from './client-tag-rig.js';

const PLC = '127.0.67.2';
export const PROGRAM = {
  types: {
    Inner: { Speed: 'REAL', On: 'BOOL', Off: 'BOOL', Word: 'INT', Name: 'STRING' },
    Line: { Id: 'DINT', Inner: 'Inner', Speeds: 'INT[4]', Axes: 'Inner[2]', Flags: 'BOOL[32]' },
  },
  tags: {
    Line: 'Line',
    Lines: 'Line[2]',
    Speed: 'INT',
    Free: 'DINT',
    Big: 'LINT',
    Exact: 'LREAL',
    Grid: 'INT[2,3]',
    Bits: 'BOOL[64]',
    Long: 'DINT[5000]',
  },
  programs: { Main: { Speed: 'DINT', Other: 'DINT' } },
} as const;

/** All guarded tags hold what their guards allow: zeros. */
export const GUARDS = {
  inner: { tag: 'Line.Inner.Speed', min: 0, max: 100 },
  on: { tag: 'Line.Inner.On', readOnly: true },
  speeds: { tag: 'Line.Speeds', min: -5, max: 5 },
  word: { tag: 'Lines[1].Axes[0].Word', scale: 0.1, min: 0, max: 1 },
  speed: { tag: 'Speed', min: 0, max: 10 },
  big: { tag: 'Big', min: -10, max: 10 },
  exact: { tag: 'Exact', min: -0.1, max: 0.1 },
  cell: { tag: 'Grid[1,2]', min: 0, max: 3 },
  bit: { tag: 'Bits[37]', readOnly: true },
  flag: { tag: 'Line.Flags[3]', readOnly: true },
  third: { tag: 'Free.3', readOnly: true },
  scoped: { tag: 'Program:Main.Speed', min: 0, max: 7 },
  late: { tag: 'Long[4999]', min: 0, max: 9 },
} satisfies TagEntries;

export async function rig(options: Partial<ExplicitClientOptions> = {}) {
  const plc = new LogixSimulator({ host: PLC, port: 0, ...PROGRAM });
  await plc.start();
  cleanups.push(() => plc.stop());
  const client = new ExplicitClient({ host: PLC, port: plc.port, ...options });
  cleanups.push(() => client.close());
  await client.connect();
  const writes: string[] = [];
  plc.on('request', ({ service, tag }) => {
    if (/write|modify|set/i.test(service ?? '')) writes.push(`${service} ${tag}`);
  });
  return { plc, client, writes };
}

/** What every guarded tag may hold. */
export function broken(plc: LogixSimulator): string[] {
  const within = (name: string, least: number, most: number) => {
    const value = Number(plc.read(name));
    return value >= least && value <= most ? [] : [`${name} is ${value}`];
  };
  const off = (name: string, value: unknown) => (value === false ? [] : [`${name} is ${value}`]);
  const bits = plc.read('Bits') as readonly boolean[];
  const { Flags: flags } = plc.read('Line') as { Flags?: readonly boolean[] };
  return [
    ...within('Line.Inner.Speed', 0, 100),
    ...[0, 1, 2, 3].flatMap((i) => within(`Line.Speeds[${i}]`, -5, 5)),
    ...within('Lines[1].Axes[0].Word', 0, 10),
    ...within('Speed', 0, 10),
    ...within('Big', -10, 10),
    ...within('Exact', -0.1, 0.1),
    ...within('Grid[1,2]', 0, 3),
    ...within('Program:Main.Speed', 0, 7),
    ...within('Long[4999]', 0, 9),
    ...off('Line.Inner.On', plc.read('Line.Inner.On')),
    ...off('Bits[37]', bits[37]),
    ...off('Line.Flags[3]', flags === undefined ? false : flags[3]),
    ...off('Free.3', plc.read('Free.3')),
  ];
}

export const inner = (over: object = {}) => ({ Speed: 1, On: false, Off: true, Word: 1, Name: 'x', ...over });
export const line = (over: object = {}) => ({
  Id: 1,
  Inner: inner(),
  Speeds: [1, 2, 3, 4],
  Axes: [inner(), inner()],
  Flags: Array(32).fill(true),
  ...over,
});
