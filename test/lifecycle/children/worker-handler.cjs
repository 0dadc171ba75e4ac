// In a worker: an adapter with an own class whose handlers answer at once, later, or never.
const { parentPort, workerData } = require('node:worker_threads');
const { startedAdapter } = require('./rig.cjs');
const { uint } = require('../../../dist/index.js');

async function main() {
  const adapter = await startedAdapter(workerData);
  let asked = 0;
  adapter.define({
    classId: 0x64,
    name: 'Worker',
    attributes: {
      now: { id: 1, type: uint, get: () => ++asked },
      later: { id: 2, type: uint, get: () => new Promise((done) => setTimeout(() => done(++asked), 1)) },
      never: {
        id: 3,
        type: uint,
        get: () => {
          parentPort.postMessage('asked');
          return new Promise(() => {});
        },
      },
    },
  });
  parentPort.postMessage('listening');
}
void main();
