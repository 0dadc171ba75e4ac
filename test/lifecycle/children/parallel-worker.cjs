// In a worker, beside others: an adapter on an address of its own that tells each value it gets, until it is terminated.
const { parentPort, workerData } = require('node:worker_threads');
const { connectedScanner, startedAdapter } = require('./rig.cjs');

async function main() {
  const adapter = await startedAdapter(workerData);
  adapter.output('command').on('data', () => parentPort.postMessage('data'));
  await connectedScanner(workerData.port, { host: workerData.host });
}
void main();
