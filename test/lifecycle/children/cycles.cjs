// 500 times started and stopped, every tenth time with a connection: nothing accumulates.
const { connectedScanner, descriptors, eventually, newAdapter, report, startedAdapter, threads } = require('./rig.cjs');

const CYCLES = 500;
const WARM = 100;

const rssMb = () => process.memoryUsage.rss() / 2 ** 20;

async function cycle(i) {
  const adapter = newAdapter();
  await adapter.start();
  if (i % 10 === 0) {
    const scanner = await connectedScanner(adapter.status().port);
    await new Promise((done) => adapter.output('command').once('data', done));
    if (i % 20 === 0) await scanner.close();
    else scanner.destroy();
  }
  await adapter.stop();
}

async function main() {
  await cycle(0); // Node's own first sockets and the libuv pool
  const before = { descriptors: descriptors(), threads: threads() };
  let warmMb = 0;
  for (let i = 1; i <= CYCLES; i++) {
    await cycle(i);
    if (i === WARM || i === CYCLES) global.gc();
    if (i === WARM) warmMb = rssMb();
  }
  const grownMb = rssMb() - warmMb;
  const clean = await eventually(() => descriptors() === before.descriptors && threads() === before.threads);
  report({ clean, before, after: { descriptors: descriptors(), threads: threads() }, grownMb });
  const again = await startedAdapter();
  await again.stop();
}
void main();
