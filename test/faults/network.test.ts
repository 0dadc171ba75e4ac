/** What cables, addresses and power switches do to a connection. On a veth pair between two network namespaces. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ADAPTER,
  ADAPTER_LINK,
  type Cable,
  plugCable,
  SCANNER,
  SCANNER_LINK,
  whyNoNamespaces,
} from './support/cable.js';
import { AdapterProcess, cleanups, ScannerProcess } from './support/remote.js';

const PORTS = { port: 44818, ioPort: 2222 };
const options = { host: ADAPTER, bind: SCANNER, config: null, rpiMs: 10 };

async function adapterOn(cable: Cable, more: Record<string, unknown> = {}): Promise<AdapterProcess> {
  return await AdapterProcess.start({ host: ADAPTER, ...PORTS, ...more }, cable.adapter.inside);
}

async function scannerOn(cable: Cable, more: Record<string, unknown> = {}): Promise<ScannerProcess> {
  const scanner = await ScannerProcess.launch(cable.scanner.inside);
  await scanner.do('open', { ...options, ...more });
  return scanner;
}

/** st-ethernet-ip, which nobody here wrote. */
function foreignScannerOn(cable: Cable): ChildProcess {
  const script = resolve(__dirname, '../support/foreign-scanner.cjs');
  const [execPath = '', ...execArgv] = cable.scanner.inside.prefix ?? [];
  const child = fork(script, [ADAPTER, SCANNER, '10', '151', '150', '100'], {
    execPath,
    execArgv: [...execArgv, process.execPath],
  });
  cleanups.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

describe.skipIf(whyNoNamespaces)(
  `on a cable of our own${whyNoNamespaces ? ` (skipped: ${whyNoNamespaces})` : ''}`,
  () => {
    test('an originator that vanishes: its output goes as onLoss says, its place is free for the next', async () => {
      const cable = await plugCable();
      const adapter = await adapterOn(cable);
      const foreign = foreignScannerOn(cable);
      await adapter.until('data', ({ run }) => run === true);
      // Its power is gone: nothing more leaves it, not even the end of its TCP connection.
      cable.scanner.ip(`link set ${SCANNER_LINK} down`);
      foreign.kill('SIGKILL');
      await once(foreign, 'exit');
      await adapter.until('connection', ({ kind }) => kind === 'timedOut');
      await adapter.until('data', ({ connected }) => connected === false);
      expect(await adapter.do('read')).toBe(0);
      expect(await adapter.counters()).toMatchObject({ timeouts: 1, ioConnections: 0, peers: 1 });
      cable.scanner.ip(`link set ${SCANNER_LINK} up`);
      const next = await scannerOn(cable);
      await next.hears(3);
      expect(adapter.connections.filter((kind) => kind === 'opened' || kind === 'timedOut')).toEqual([
        'opened',
        'timedOut',
        'opened',
      ]);
    });

    test('a cable out and in again within the timeout: the same connection goes on', async () => {
      const cable = await plugCable();
      const adapter = await adapterOn(cable);
      const scanner = await scannerOn(cable, { rpiMs: 50, timeoutMultiplier: 7 }); // 25.6 s
      await scanner.hears(2);
      cable.adapter.ip(`link set ${ADAPTER_LINK} down`);
      await adapter.until('network', ({ link }) => link === false);
      cable.adapter.ip(`link set ${ADAPTER_LINK} up`);
      await adapter.until('network', ({ link }) => link === true);
      await scanner.hears(3);
      await scanner.do('write', 9);
      while ((await adapter.do('read')) !== 9);
      expect(adapter.connections.filter((kind) => kind !== 'run' && kind !== 'idle')).toEqual(['opened']);
      expect(await adapter.counters()).toMatchObject({ timeouts: 0, ioConnections: 1 });
    });

    test('a cable out for longer than the timeout: both sides notice, and it opens anew', async () => {
      const cable = await plugCable();
      const adapter = await adapterOn(cable);
      const scanner = await scannerOn(cable);
      await scanner.hears(2);
      cable.adapter.ip(`link set ${ADAPTER_LINK} down`);
      await adapter.until('connection', ({ kind }) => kind === 'timedOut');
      await scanner.until('closed');
      cable.adapter.ip(`link set ${ADAPTER_LINK} up`);
      await adapter.until('network', ({ link }) => link === true);
      const next = await scannerOn(cable);
      await next.hears(3);
      expect(await adapter.counters()).toMatchObject({ opens: 2, timeouts: 1, ioConnections: 1 });
    });

    test('an address that is taken away and given back: told, and served again without a restart', async () => {
      const cable = await plugCable();
      const adapter = await adapterOn(cable);
      const scanner = await scannerOn(cable);
      await scanner.hears(2);
      cable.adapter.ip(`addr del ${ADAPTER}/24 dev ${ADAPTER_LINK}`);
      await adapter.until('warning', ({ code }) => code === 'EIP_ADDRESS_LOST');
      await adapter.until('network', ({ present }) => present === false);
      await adapter.until('connection', ({ kind }) => kind === 'timedOut');
      // Another one, as a DHCP server that was set up anew gives it: it is not ours.
      cable.adapter.ip(`addr add 10.77.0.99/24 dev ${ADAPTER_LINK}`);
      expect((await adapter.status()).network).toMatchObject({ present: false });
      cable.adapter.ip(`addr add ${ADAPTER}/24 dev ${ADAPTER_LINK}`);
      await adapter.until('network', ({ present }) => present === true);
      const next = await scannerOn(cable);
      await next.hears(3);
      expect((await adapter.status()).state).toBe('running');
    });
  },
);
