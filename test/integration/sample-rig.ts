/** The sample layout of `eip-native adapter` on an address of its own, and scanners against it. */
import { afterEach } from 'vitest';
import { SAMPLE_ASSEMBLIES, SAMPLE_CONNECTIONS, SAMPLE_LIMITS, sampleIdentity } from '../../src/cli/sample-adapter.js';
import { Adapter, type ConnectionEvent } from '../../src/index.js';
import { Scanner, type ScannerOptions } from '../../src/testing.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function sampleAdapter(host: string) {
  const adapter = new Adapter({
    host,
    identity: sampleIdentity(host),
    assemblies: SAMPLE_ASSEMBLIES,
    connections: SAMPLE_CONNECTIONS,
    limits: SAMPLE_LIMITS,
  });
  const events: ConnectionEvent[] = [];
  adapter.on('connection', (event) => events.push(event));
  await adapter.start();
  cleanups.push(() => adapter.stop());
  return { adapter, events };
}

/** Long watchdogs: nothing here is about their running out, and the event loop of a busy machine may stand still. */
export function scannerOf(options: ScannerOptions): Scanner {
  const scanner = new Scanner({ timeoutMultiplier: 7, ...options });
  cleanups.push(() => scanner.destroy());
  return scanner;
}

/** Resolves with the first packet whose value starts with that byte. */
export function receives(scanner: Scanner, byte: number): Promise<void> {
  return new Promise((resolve) => {
    scanner.on('data', function take({ value }) {
      if (value[0] !== byte) return;
      scanner.off('data', take);
      resolve();
    });
  });
}
