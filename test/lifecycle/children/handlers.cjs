// Workers whose adapters answer requests are terminated while one waits: nothing is left, and the next one serves.
const { once } = require('node:events');
const { resolve } = require('node:path');
const { Worker } = require('node:worker_threads');
const { ExplicitSession } = require('../../../dist/testing.js');
const { descriptors, eventually, report, threads } = require('./rig.cjs');

/** Always the same, so that they have to be free again. */
const PORTS = { port: 14819, ioPort: 12223 };

const attribute = (session, id) => session.getAttributeSingle({ classId: 0x64, instance: 1, attribute: id });

async function cycle() {
  const worker = new Worker(resolve(__dirname, 'worker-handler.cjs'), {
    workerData: { ...PORTS, requestTimeoutMs: 60000 },
  });
  await once(worker, 'message');
  const session = await ExplicitSession.open({ host: '127.0.53.2', port: PORTS.port, bind: '127.0.53.1' });
  const values = [];
  for (const id of [1, 2, 1]) values.push((await attribute(session, id)).readUInt16LE());
  const asked = once(worker, 'message');
  const unanswered = attribute(session, 3).then(
    () => 'answered',
    (error) => error.code,
  );
  await asked;
  await worker.terminate();
  return `${values} ${await unanswered}`;
}

async function main(cycles) {
  await cycle();
  const before = { descriptors: descriptors(), threads: threads() };
  const results = new Set();
  for (let i = 0; i < cycles; i++) results.add(await cycle());
  const clean = await eventually(() => descriptors() <= before.descriptors && threads() <= before.threads);
  report({ results: [...results], clean });
}
void main(Number(process.argv[2]));
