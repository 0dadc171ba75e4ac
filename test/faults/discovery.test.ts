/** Who is found on which interface: a machine with three of them, two with a device behind, as root on cables of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cli } from '../support/cli.js';
import { Namespace, plug, whyNoNamespaces } from './support/cable.js';
import { cleanups } from './support/remote.js';

/** Of a controller without tags. */
let empty: string;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-discovery-'));
  empty = join(folder, 'plc.json');
  writeFileSync(empty, '{ "tags": {} }');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A command in a namespace, ended with the test. */
function started(where: Namespace, ...args: string[]): Cli {
  const cli = Cli.start(args, 'main.js', 'pipe', where.inside.prefix);
  cleanups.push(async () => {
    cli.signal('SIGKILL');
    await cli.ended;
  });
  return cli;
}

async function listening(where: Namespace, ...args: string[]): Promise<void> {
  await started(where, ...args, '--json').line('listening');
}

/** Devices as `eip-native discover` tells them, without waiting for its time to be over. */
async function discovered(where: Namespace, count: number, ...args: string[]) {
  const cli = started(where, 'discover', '--json', '--timeout', '10', ...args);
  await cli.several('device', count);
  cli.signal('SIGINT');
  expect(await cli.ended).toEqual({ code: 0, signal: null });
  return cli.json
    .filter(({ type }) => type === 'device')
    .map(({ address, local, productName }) => ({ address, local, productName }))
    .sort((a, b) => String(a.address).localeCompare(String(b.address)));
}

/** The system tells of a cable a while after it is plugged in. */
async function carried(where: Namespace, name: string): Promise<void> {
  while (!where.ip(`link show dev ${name}`).includes('state UP')) await new Promise((done) => setTimeout(done, 5));
}

/** One side that looks for the others; on the third of its cables nobody answers. */
async function machines() {
  const [seeker, plc, cell, nobody] = [
    await Namespace.make(),
    await Namespace.make(),
    await Namespace.make(),
    await Namespace.make(),
  ];
  plug(seeker, { name: 's0', address: '10.78.1.1/24' }, plc, { name: 'd0', address: '10.78.1.2/24' });
  plug(seeker, { name: 's1', address: '10.78.2.1/28' }, cell, { name: 'd0', address: '10.78.2.2/28' });
  plug(seeker, { name: 's2', address: '10.78.3.1/24' }, nobody, { name: 'd0', address: '10.78.3.2/24' });
  for (const name of ['s0', 's1', 's2']) await carried(seeker, name);
  for (const device of [plc, cell]) await carried(device, 'd0');
  return { seeker, plc, cell };
}

describe.skipIf(whyNoNamespaces)(
  `discovery over several interfaces${whyNoNamespaces ? ` (skipped: ${whyNoNamespaces})` : ''}`,
  () => {
    test('a device behind each of them is found by broadcast, with the address of ours that it is near to', async () => {
      const { seeker, plc, cell } = await machines();
      await listening(plc, 'simulate', empty, '--bind', '10.78.1.2');
      await listening(cell, 'adapter', '--bind', '10.78.2.2');
      const near = { address: '10.78.1.2', local: '10.78.1.1', productName: '1756-L83E/B' };
      const other = { address: '10.78.2.2', local: '10.78.2.1', productName: expect.any(String) };
      expect(await discovered(seeker, 2)).toEqual([near, other]);
      expect(await discovered(seeker, 1, '--bind', '10.78.1.1')).toEqual([near]);
    });

    test('a device with another mask is found too: it does not hear the broadcast of our subnet', async () => {
      const [seeker, plc] = [await Namespace.make(), await Namespace.make()];
      plug(seeker, { name: 's0', address: '10.78.1.1/24' }, plc, { name: 'd0', address: '10.78.1.2/16' });
      for (const [where, name] of [
        [seeker, 's0'],
        [plc, 'd0'],
      ] as const)
        await carried(where, name);
      await listening(plc, 'simulate', empty, '--bind', '10.78.1.2');
      expect(await discovered(seeker, 1)).toMatchObject([{ address: '10.78.1.2', local: '10.78.1.1' }]);
    });

    test('an interface whose cable is out hides nobody behind the others', async () => {
      const { seeker, plc, cell } = await machines();
      await listening(plc, 'simulate', empty, '--bind', '10.78.1.2');
      cell.ip('link set d0 down');
      expect(await discovered(seeker, 1)).toMatchObject([{ address: '10.78.1.2', local: '10.78.1.1' }]);
    });
  },
);
