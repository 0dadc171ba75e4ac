// What every child has: an adapter with the usual assemblies, and a scanner that keeps data flowing both ways.
const { readdirSync } = require('node:fs');
const { Adapter } = require('../../../dist/index.js');
const { Scanner } = require('../../../dist/testing.js');

const ADAPTER = '127.0.53.2';
const SCANNER = '127.0.53.1';

function newAdapter(extra = {}) {
  return new Adapter({
    host: ADAPTER,
    port: 0,
    ioPort: 0,
    identity: { vendorId: 1, serialNumber: 1, productName: 'Lifecycle' },
    assemblies: {
      command: { instance: 150, kind: 'output', size: 32 },
      result: { instance: 100, kind: 'input', size: 32 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
    ...extra,
  });
}

async function startedAdapter(extra) {
  const adapter = newAdapter(extra);
  await adapter.start();
  return adapter;
}

/** Connected, with another output value every interval: `data` fires on the adapter. */
async function connectedScanner(port, extra = {}) {
  const scanner = new Scanner({
    host: ADAPTER,
    port,
    bind: SCANNER,
    ioPort: 0,
    rpiMs: 5,
    output: { instance: 150, size: 32 },
    input: { instance: 100, size: 32 },
    config: null,
    ...extra,
  });
  await scanner.open();
  let count = 0;
  const timer = setInterval(() => {
    if (scanner.state === 'open') scanner.write(Buffer.alloc(32, ++count & 0xff));
    else clearInterval(timer);
  }, 2);
  return scanner;
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const descriptors = () => readdirSync('/proc/self/fd').length;
const threads = () => readdirSync('/proc/self/task').length;

/** Waits until `held()`, for at most five seconds. @returns whether it held. */
async function eventually(held) {
  for (const end = Date.now() + 5000; Date.now() < end; await sleep(5)) if (held()) return true;
  return held();
}

/** The last line of stdout is what the test looks at. */
const report = (result) => console.log(JSON.stringify(result));

module.exports = { newAdapter, startedAdapter, connectedScanner, sleep, eventually, descriptors, threads, report };
