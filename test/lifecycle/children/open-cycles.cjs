// One adapter, 2,000 connections opened and closed and 2,000 refused, by a scanner in the same process: nothing is left.
const { descriptors, eventually, report, startedAdapter, threads } = require('./rig.cjs');
const { Scanner } = require('../../../dist/testing.js');

const CYCLES = 2000;
const WARM = 1000; // until the engine has compiled what runs

function scannerFor(port, rpiMs) {
  return new Scanner({
    host: '127.0.53.2',
    port,
    bind: '127.0.53.1',
    ioPort: 0,
    rpiMs,
    output: { instance: 150, size: 32 },
    input: { instance: 100, size: 32 },
    config: null,
  });
}

async function openAndClose(port) {
  const scanner = scannerFor(port, 100);
  await scanner.open();
  await scanner.close();
}

/** @returns whether it was refused for its RPI. */
async function refused(port) {
  const scanner = scannerFor(port, 0.5);
  try {
    await scanner.open();
    return false;
  } catch (error) {
    return error.extendedStatus === 0x0112;
  } finally {
    scanner.destroy();
  }
}

const heapKb = () => {
  global.gc();
  return process.memoryUsage().heapUsed / 1024;
};

async function main() {
  const adapter = await startedAdapter();
  let events = 0;
  adapter.on('connection', ({ kind }) => {
    if (kind === 'opened' || kind === 'closed') events++;
  });
  const { port } = adapter.status();
  let right = true;
  let before;
  for (let i = 0; i < WARM + CYCLES; i++) {
    if (i === WARM) {
      await eventually(() => adapter.status().connections.length === 0);
      before = { descriptors: descriptors(), threads: threads(), heapKb: heapKb(), rss: process.memoryUsage.rss() };
    }
    await openAndClose(port);
    right = (await refused(port)) && right;
  }
  const told = await eventually(() => events === 2 * (WARM + CYCLES));
  const clean = await eventually(() => descriptors() === before.descriptors && threads() === before.threads);
  const heapGrownKb = heapKb() - before.heapKb;
  const rssGrownMb = (process.memoryUsage.rss() - before.rss) / 2 ** 20;
  report({ right, told, clean, left: adapter.status().connections.length, heapGrownKb, rssGrownMb });
  await adapter.stop();
}
void main();
