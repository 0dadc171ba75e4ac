// In a worker: an adapter with data flowing. Ends as it is told: never (`terminate`), never and without ever leaving its
// handler for long (`terminate-busy`), never while assemblies come and go (`terminate-changing`), by itself, or by an
// exception.
const { parentPort, workerData } = require('node:worker_threads');
const { connectedScanner, startedAdapter } = require('./rig.cjs');

/** New data has arrived before this returns: another wake-up is due at once, also when the worker is being terminated. */
function standStill() {
  for (const until = performance.now() + 20; performance.now() < until; );
}

/** Without end: the worker is terminated in the midst of it. */
async function comeAndGo(adapter) {
  const passing = { instance: 300, kind: 'input', size: 64 };
  for (;;) {
    await adapter.addAssembly('passing', passing, { connections: [{ type: 'inputOnly', input: 'passing' }] });
    await adapter.removeAssembly('passing');
  }
}

async function main() {
  const adapter = await startedAdapter(workerData.ports);
  const busy = workerData.end === 'terminate-busy';
  const served = new Promise((done) => adapter.output('command').once('data', done));
  if (busy) adapter.output('command').on('data', standStill);
  parentPort.postMessage('listening');
  if (!busy) await connectedScanner(adapter.status().port);
  await served;
  if (workerData.end === 'terminate-changing') {
    await adapter.addAssembly('staying', { instance: 301, kind: 'output', size: 64, history: 16 });
    void comeAndGo(adapter);
  }
  parentPort.postMessage('served');
  if (workerData.end === 'exit') process.exit(0);
  if (workerData.end === 'throw') throw new Error('thrown on purpose');
}
void main();
