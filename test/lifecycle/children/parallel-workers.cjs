// Adapters in several workers at once, on addresses of their own: all served, and one that ends leaves the others alone.
const { resolve } = require('node:path');
const { Worker } = require('node:worker_threads');
const { descriptors, eventually, report, threads } = require('./rig.cjs');

const HOSTS = ['127.0.53.2', '127.0.53.3', '127.0.53.4'];
const PORTS = { port: 14820, ioPort: 12224 };

function start(host) {
  const worker = new Worker(resolve(__dirname, 'parallel-worker.cjs'), { workerData: { host, ...PORTS } });
  const state = { worker, served: 0, errors: 0, gone: false };
  worker.on('message', () => state.served++);
  worker.on('error', () => state.errors++);
  worker.on('exit', () => {
    state.gone = true;
  });
  return state;
}

async function main() {
  const warm = start(HOSTS[0]);
  await eventually(() => warm.served > 0);
  await warm.worker.terminate();
  const before = { descriptors: descriptors(), threads: threads() };
  const all = HOSTS.map(start);
  const served = await eventually(() => all.every((state) => state.served > 0));
  await all[0].worker.terminate();
  const seen = all.slice(1).map((state) => state.served);
  const goOn = await eventually(() => all.slice(1).every((state, i) => state.served > seen[i] && !state.gone));
  await Promise.all(all.map((state) => state.worker.terminate()));
  const errors = all.reduce((sum, state) => sum + state.errors, 0);
  const clean = await eventually(() => descriptors() <= before.descriptors && threads() <= before.threads);
  const after = { descriptors: descriptors(), threads: threads() };
  report({ served, goOn, errors, clean, before, after });
}
void main();
