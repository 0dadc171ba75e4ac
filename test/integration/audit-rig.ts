/** A simulated controller and where its audit records go: a spool, as a gateway has one. */
import { afterEach } from 'vitest';
import { ExplicitClient } from '../../src/index.js';
import { type AuditRecord, encodeRecord, parseRecord, type Spool, type TelemetryRecord } from '../../src/telemetry.js';
import { LogixSimulator, type SimulatorRequest } from '../../src/testing.js';

export const PLC = '127.0.83.2';
export const app = { name: 'cell', instance: 'edge-1' };

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const WRITE_TAG = 0x4d;

/** Its writes, as they arrive. */
export async function controller() {
  const plc = new LogixSimulator({
    host: PLC,
    port: 0,
    tags: { Speed: { type: 'DINT', value: 1200 }, Big: { type: 'LINT', value: 5 }, Text: 'STRING', Counts: 'DINT[4]' },
  });
  const writes: SimulatorRequest[] = [];
  plc.on('request', (request) => {
    if (request.serviceCode === WRITE_TAG) writes.push(request);
  });
  await plc.start();
  cleanups.push(() => plc.stop());
  return { plc, writes, at: `${PLC}:${plc.port}` };
}

export async function clientOf(plc: LogixSimulator): Promise<ExplicitClient> {
  const client = new ExplicitClient({ host: PLC, port: plc.port, connections: 1 });
  cleanups.push(() => client.close());
  await client.connect();
  return client;
}

/** Puts records where a gateway's router puts them. */
export const emitInto = (spool: Spool) => async (record: TelemetryRecord) => {
  const { messageId, kind } = record;
  await spool.put('broker', { messageId, body: encodeRecord(record), priority: kind === 'audit' ? 'audit' : 'normal' });
};

/** All that waits in the spool, in its order; it is empty then. */
export async function auditIn(spool: Spool): Promise<AuditRecord[]> {
  const waiting = () => Object.values(spool.status().sinks.broker ?? {}).some(({ entries }) => entries > 0);
  const reader = spool.reader('broker');
  const records: AuditRecord[] = [];
  try {
    while (waiting()) {
      const batch = await reader.take({});
      records.push(...batch.entries.map(({ body }) => parseRecord(body) as AuditRecord));
      await batch.confirm();
    }
  } finally {
    reader.close();
  }
  return records;
}
