// A backlog of 200,000 entries, worked off again, then puts and confirms that go on. The last line tells memory and the
// size of the file. argv: folder. Needs --expose-gc.
const { statSync } = require('node:fs');
const { join } = require('node:path');
const { Spool } = require('../../../dist/telemetry/spool/index.js');

const BACKLOG = 200_000;
const CHUNK = 2_000;
const MORE = 50_000;
const folder = process.argv[2];
const body = Buffer.from(JSON.stringify({ source: 'line-1', value: 12.5 }).padEnd(120));
const fileBytes = () => statSync(join(folder, 'data.mdb')).size;

function heapBytes() {
  globalThis.gc();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

async function put(spool, from, count) {
  const ids = Array.from({ length: count }, (_, index) => `id-${from + index}`);
  await Promise.all(ids.map((messageId) => spool.put('broker', { messageId, body })));
}

async function take(reader, from, count) {
  for (let done = 0; done < count; ) {
    const batch = await reader.take({ maxEntries: Math.min(500, count - done) });
    for (const { messageId } of batch.entries) {
      if (messageId !== `id-${from + done++}`) throw new Error(`${messageId} is out of order`);
    }
    await batch.confirm();
  }
}

async function main() {
  const spool = await Spool.open({ folder, sinks: { broker: {} } });
  await put(spool, 0, CHUNK);
  const before = heapBytes();
  for (let next = CHUNK; next < BACKLOG; next += CHUNK) await put(spool, next, CHUNK);
  const backlog = { heapBytes: heapBytes() - before, fileBytes: fileBytes() };
  const { entries } = spool.status().sinks.broker.normal;
  const reader = spool.reader('broker');
  await take(reader, 0, BACKLOG);
  const drained = { heapBytes: heapBytes() - before, fileBytes: fileBytes() };
  for (let next = BACKLOG; next < BACKLOG + MORE; next += CHUNK) {
    await put(spool, next, CHUNK);
    await take(reader, next, CHUNK);
  }
  const steady = { heapBytes: heapBytes() - before, fileBytes: fileBytes() };
  await spool.close();
  process.stdout.write(`${JSON.stringify({ entries, backlog, drained, steady })}\n`);
}

void main();
