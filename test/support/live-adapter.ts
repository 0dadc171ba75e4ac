import { Adapter } from '../../src/index.js';

/** An adapter with the well-known sample assemblies, on an address of its own and any free ports. */
export async function startAdapter(host: string) {
  const adapter = new Adapter({
    host,
    port: 0,
    ioPort: 0,
    identity: { vendorId: 1234, productCode: 7, revision: [1, 2], serialNumber: 1, productName: 'Conformance' },
    assemblies: {
      command: { instance: 150, kind: 'output', size: 32 },
      result: { instance: 100, kind: 'input', size: 32 },
      setup: { instance: 151, kind: 'config', size: 10 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
    limits: { maxMessage: MAX_MESSAGE },
  });
  await adapter.start();
  const { port, ioPort } = adapter.status();
  if (port === null || ioPort === null) throw new Error('a started adapter tells its ports');
  return { adapter, explicit: { host, port }, io: { host, port: ioPort } };
}

/** Bytes of the longest message that this adapter takes, its header included. */
export const MAX_MESSAGE = 4096;
