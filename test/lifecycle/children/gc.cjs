// Garbage collection at every step (--expose-gc): what runs is kept, what is done is collected.
const { connectedScanner, eventually, newAdapter, report, sleep, startedAdapter } = require('./rig.cjs');

async function collect() {
  for (let i = 0; i < 4; i++) {
    global.gc();
    await sleep(2);
  }
}

/** No reference to the adapter is left but in its own I/O thread: it has to go on. */
async function runsWithoutReference() {
  const port = await (async () => (await startedAdapter()).status().port)();
  await collect();
  const scanner = await connectedScanner(port);
  let packets = 0;
  scanner.on('data', () => packets++);
  for (let i = 0; i < 10; i++) await collect();
  const runs = await eventually(() => packets > 10);
  await scanner.close();
  return runs;
}

async function everyStep() {
  const seen = [];
  const adapter = newAdapter();
  await collect();
  await adapter.start();
  await collect();
  adapter.on('connection', ({ kind }) => {
    global.gc();
    seen.push(kind);
  });
  const scanner = await connectedScanner(adapter.status().port);
  await collect();
  let data = 0;
  adapter.output('command').on('data', () => {
    global.gc();
    data++;
  });
  const flows = await eventually(() => data > 5);
  adapter.input('result').write(Buffer.alloc(32, 9));
  await collect();
  await scanner.close();
  await eventually(() => seen.includes('closed'));
  await adapter.stop();
  await collect();
  return flows && seen[0] === 'opened' && seen.includes('closed');
}

/** How many of `count` adapters are collected that were made and then treated like this. */
async function collected(count, treat) {
  const made = async () => {
    const adapter = newAdapter();
    await treat(adapter);
    return new WeakRef(adapter);
  };
  const refs = [];
  for (let i = 0; i < count; i++) refs.push(await made());
  await eventually(() => {
    global.gc();
    return refs.every((ref) => ref.deref() === undefined);
  });
  return refs.filter((ref) => ref.deref() === undefined).length;
}

async function main() {
  const steps = await everyStep();
  const unstarted = await collected(20, async () => {});
  const stopped = await collected(20, async (adapter) => {
    await adapter.start();
    await adapter.stop();
  });
  const runs = await runsWithoutReference();
  report({ steps, runs, unstarted, stopped });
  process.exit(0);
}
void main();
