// In a worker: an adapter with data flowing. Ends as it is told: never (`terminated`), by itself, or by an exception.
const { parentPort, workerData } = require('node:worker_threads');
const { connectedScanner, startedAdapter } = require('./rig.cjs');

async function main() {
  const adapter = await startedAdapter(workerData.ports);
  await connectedScanner(adapter.status().port);
  await new Promise((done) => adapter.output('command').once('data', done));
  parentPort.postMessage('served');
  if (workerData.end === 'exit') process.exit(0);
  if (workerData.end === 'throw') throw new Error('thrown on purpose');
}
void main();
