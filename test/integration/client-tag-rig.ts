/** A simulated controller with a tag of every kind, and clients of it, all ended after each test. */
import { afterEach } from 'vitest';
import { ExplicitClient, type ExplicitClientOptions } from '../../src/client/index.js';
import { LogixSimulator } from '../../src/simulator/logix-simulator.js';

export const PLC = '127.0.66.2';
export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const PROGRAM = {
  types: {
    Axis: { Position: 'REAL', Ready: 'BOOL', Fault: 'BOOL', Code: 'INT', Name: 'STRING' },
    Recipe: { Id: 'DINT', Speeds: 'REAL[4]', Main: 'Axis', Axes: 'Axis[2]', Flags: 'BOOL[32]' },
    Label: { string: 12 },
    Huge: { Head: 'DINT', Values: 'DINT[2000]', Tail: 'LINT' },
  },
  tags: {
    Flag: { type: 'BOOL', value: true },
    Small: { type: 'SINT', value: -5 },
    Speed: { type: 'DINT', value: 1_500 },
    Word: { type: 'INT', value: 0x0105 },
    Big: { type: 'LINT', value: -9_007_199_254_740_993n },
    UBig: { type: 'ULINT', value: 18_446_744_073_709_551_615n },
    Ratio: { type: 'REAL', value: 0.5 },
    Exact: { type: 'LREAL', value: 0.1 },
    Text: { type: 'STRING', value: 'hello' },
    Tag: { type: 'Label', value: 'A-17' },
    Counts: { type: 'DINT[10]', value: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    Grid: {
      type: 'INT[2,3]',
      value: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
    Cube: { type: 'SINT[2,2,2]' },
    Bits: { type: 'BOOL[64]' },
    Long: 'DINT[10000]',
    One: { type: 'Recipe', value: { Id: 7, Main: { Position: 1.5, Ready: true, Name: 'x' } } },
    Many: 'Recipe[3]',
    Huge: 'Huge',
    Timer: 'TIMER',
    Locked: { type: 'DINT', value: 3, access: 'readOnly' },
  },
  programs: { Main: { Step: { type: 'DINT', value: 42 }, Local: 'Axis' } },
} as const;

/** @param limits of the controller */
export async function rig(options: Partial<ExplicitClientOptions> = {}, limits = {}) {
  const plc = new LogixSimulator({ host: PLC, port: 0, ...PROGRAM, limits });
  await plc.start();
  cleanups.push(() => plc.stop());
  const client = new ExplicitClient({ host: PLC, port: plc.port, ...options });
  cleanups.push(() => client.close());
  await client.connect();
  return { plc, client };
}

export const axis = (over: object = {}) => ({ Position: 0, Ready: false, Fault: false, Code: 0, Name: '', ...over });
