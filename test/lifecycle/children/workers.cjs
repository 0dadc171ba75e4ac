// Workers with a running adapter end, one after the other: no thread, no descriptor, no port stays.
const { resolve } = require('node:path');
const { Worker } = require('node:worker_threads');
const { descriptors, eventually, report, threads } = require('./rig.cjs');

async function cycle(end, ports) {
  const worker = new Worker(resolve(__dirname, 'worker-adapter.cjs'), { workerData: { end, ports } });
  const errors = [];
  worker.on('error', (error) => errors.push(error.message));
  const gone = new Promise((done) => worker.once('exit', done));
  const used = await new Promise((done) => {
    worker.once('message', done);
    worker.once('exit', () => done(undefined));
  });
  if (end === 'terminate') await worker.terminate();
  await gone;
  return { used, errors };
}

async function main(end, cycles) {
  const first = await cycle(end);
  const before = { descriptors: descriptors(), threads: threads() };
  let failures = 0;
  for (let i = 0; i < cycles; i++) {
    const { used, errors } = await cycle(end, first.used); // the same ports: they have to be free again
    const expected = end === 'throw' ? 'thrown on purpose' : undefined;
    if (used === undefined || errors[0] !== expected) failures++;
  }
  const clean = await eventually(() => descriptors() <= before.descriptors && threads() <= before.threads);
  report({ failures, clean, before, after: { descriptors: descriptors(), threads: threads() } });
}
void main(process.argv[2], Number(process.argv[3]));
