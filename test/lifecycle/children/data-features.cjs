// An adapter with a history, a watched input and a change-of-state connection, ended while all of them are at work.
const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');
const { connectedScanner, descriptors, eventually, report, sleep, startedAdapter, threads } = require('./rig.cjs');

const CYCLES = 10;

async function run() {
  const adapter = await startedAdapter({
    assemblies: {
      command: { instance: 150, kind: 'output', size: 32, history: 16, onLoss: 'zero' },
      result: { instance: 100, kind: 'input', size: 32, watchdogMs: 20, onWatchdog: 'zero' },
    },
  });
  let data = 0;
  adapter.output('command').on('data', () => data++);
  await connectedScanner(adapter.status().port, { trigger: 'changeOfState' });
  const timer = setInterval(() => {
    if (adapter.status().state !== 'running') return clearInterval(timer);
    adapter.input('result').write([data & 0xff]);
    adapter.trigger('result');
  }, 1);
  await eventually(() => data > 3);
  return adapter;
}

async function cycle(end) {
  if (end === 'terminate') {
    const worker = new Worker(__filename, { workerData: 'run' });
    await new Promise((done) => worker.once('message', done));
    await worker.terminate();
  } else {
    const adapter = await run();
    await sleep(30);
    await adapter.stop();
  }
}

async function main(end) {
  if (end === 'exit') {
    await run();
    report({ clean: true });
    process.exit(0);
  }
  await cycle(end);
  const before = { descriptors: descriptors(), threads: threads() };
  for (let i = 0; i < CYCLES; i++) await cycle(end);
  const clean = await eventually(() => descriptors() <= before.descriptors && threads() <= before.threads);
  report({ clean, before, after: { descriptors: descriptors(), threads: threads() } });
  process.exit(0);
}

if (isMainThread) void main(process.argv[2]);
else if (workerData === 'run') void run().then(() => parentPort.postMessage('running'));
