// An adapter in a process of its own, told what to do by its parent: { id, do, with }; it answers { id, value } or
// { id, failure }, and tells { event, ... } as they happen, in their order.
const { spawn } = require('node:child_process');
const { readdirSync, readFileSync, readlinkSync } = require('node:fs');
const { Adapter } = require('../../../dist/index.js');

const SIZE = 32;
const { result, ...options } = JSON.parse(process.argv[2]);
const adapter = new Adapter({
  port: 0,
  ioPort: 0,
  livenessMs: 0,
  identity: { vendorId: 1234, productCode: 7, revision: [1, 2], serialNumber: 1, productName: 'Faults' },
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
  ...options,
  assemblies: {
    command: { instance: 150, kind: 'output', size: SIZE, onLoss: 'zero' },
    result: { instance: 100, kind: 'input', size: SIZE, ...result },
    setup: { instance: 151, kind: 'config', size: 10 },
  },
});

const tell = (event, what) => process.send({ event, ...what });
adapter.on('connection', ({ kind, connection }) => tell('connection', { kind, originator: connection.originator }));
adapter.on('liveness', (event) => tell('liveness', event));
adapter.on('watchdog', ({ input, expired }) => tell('watchdog', { input, expired }));
adapter.on('network', ({ network }) => tell('network', network));
adapter.on('resync', () => tell('resync'));
adapter.on('warning', ({ code }) => tell('warning', { code }));
let before;
adapter.output('command').on('data', ({ run, connected, value }) => {
  const now = `${run} ${connected}`;
  if (now !== before) tell('data', { run, connected, first: value[0] });
  before = now;
});

/** The number, what it is and whether a program run by exec would not get it. */
function descriptors() {
  const all = [];
  for (const fd of readdirSync('/proc/self/fd').map(Number)) {
    try {
      const flags = Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))[1], 8);
      all.push({ fd, what: readlinkSync(`/proc/self/fd/${fd}`), closedOnExec: (flags & 0o2000000) !== 0 });
    } catch {} // that of the folder itself
  }
  return all;
}

function block(ms) {
  for (const until = performance.now() + ms; performance.now() < until; );
}

const actions = {
  start: () => adapter.start(),
  stop: () => adapter.stop(),
  status: () => adapter.status(),
  write: (fill) => adapter.input('result').write(Buffer.alloc(SIZE, fill)),
  read: () => adapter.output('command').read().value[0],
  block,
  descriptors,
  wallClock: () => Date.now(),
  spawn: () => spawn('sleep', ['600'], { stdio: 'inherit' }).pid,
};

process.on('message', async ({ id, do: action, with: argument }) => {
  try {
    process.send({ id, value: (await actions[action](argument)) ?? null });
  } catch (error) {
    const { name, code, message } = error;
    process.send({ id, failure: { name, code, message, cause: error.cause?.code } });
  }
});
process.on('disconnect', () => process.exit(0));
tell('ready');
