// Workers with a running adapter end, one after the other: no thread, no descriptor, no port stays.
const { resolve } = require('node:path');
const { Worker } = require('node:worker_threads');
const { connectedScanner, descriptors, eventually, report, threads } = require('./rig.cjs');

/** Always the same, so that they have to be free again; below the range that the system gives to others. */
const PORTS = { port: 14818, ioPort: 12222 };

/** A worker that stands still in its handlers has its scanner on this side. */
async function scannerFor(end) {
  return end === 'terminate-busy' ? connectedScanner(PORTS.port, { rpiMs: 2 }) : undefined;
}

async function cycle(end) {
  const worker = new Worker(resolve(__dirname, 'worker-adapter.cjs'), { workerData: { end, ports: PORTS } });
  const errors = [];
  worker.on('error', (error) => errors.push(error.message));
  const gone = new Promise((done) => worker.once('exit', done));
  // Listened for from the start: a worker that is quick has said both, and ended, before this thread looks.
  const heard = (count) =>
    new Promise((done) => {
      worker.on('message', () => --count === 0 && done(true));
      worker.once('exit', () => done(false));
    });
  const told = heard(2);
  await heard(1);
  const scanner = await scannerFor(end);
  const served = await told;
  if (end.startsWith('terminate')) await worker.terminate();
  await gone;
  scanner?.destroy();
  return { served, errors };
}

async function main(end, cycles) {
  await cycle(end);
  const before = { descriptors: descriptors(), threads: threads() };
  let failures = 0;
  for (let i = 0; i < cycles; i++) {
    const { served, errors } = await cycle(end);
    const expected = end === 'throw' ? 'thrown on purpose' : undefined;
    if (!served || errors[0] !== expected) failures++;
  }
  const clean = await eventually(() => descriptors() <= before.descriptors && threads() <= before.threads);
  report({ failures, clean, before, after: { descriptors: descriptors(), threads: threads() } });
}
void main(process.argv[2], Number(process.argv[3]));
