// The adapter under test, in a process of its own. What it does is in its plan:
//
//   address, connections, size   outputs 1000+i, inputs 2000+i, an owner each
//   minRpiMs, scheduling, history  options of the adapter
//   feed   'mirror': the adapter copies; 'handler': JavaScript does, on `data`; a number: JavaScript writes a new value
//          to each input every so many ms
//   count  checks and counts what `data` tells of output 0
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Adapter } from '../../dist/index.mjs';
import { Busy, block } from './busy.mjs';
import { readPattern, writePattern } from './pattern.mjs';
import { answerQuestions } from './questions.mjs';

const plan = JSON.parse(process.argv[2]);
const indexes = Array.from({ length: plan.connections }, (_, i) => i);
const names = (kind) => indexes.map((i) => `${kind}${i}`);

function assembliesOf(kind, first, extra) {
  const instance = (i) => ({ instance: first + i, kind, size: plan.size, ...extra });
  return Object.fromEntries(indexes.map((i) => [`${kind}${i}`, instance(i)]));
}

const pairs = indexes.map((i) => ({ output: `output${i}`, input: `input${i}` }));
const adapter = new Adapter({
  host: plan.address,
  identity: { vendorId: 1234, productCode: 1, revision: [1, 1], serialNumber: 1, productName: 'Bench' },
  assemblies: {
    ...assembliesOf('output', 1000, plan.history ? { history: plan.history } : {}),
    ...assembliesOf('input', 2000, {}),
  },
  connections: pairs.map((pair) => ({ type: 'exclusiveOwner', ...pair })),
  mirror: plan.feed === 'mirror' ? pairs : [],
  minRpiMs: plan.minRpiMs ?? 1,
  scheduling: plan.scheduling ?? 'auto',
  livenessMs: 0, // event loops are blocked on purpose
});

// ---- what JavaScript does with the data ----

let timer;
function feed() {
  if (plan.feed === 'handler') {
    for (const { output, input } of pairs) {
      adapter.output(output).on('data', ({ value, connected }) => {
        if (connected) adapter.input(input).write(value);
      });
    }
  }
  if (typeof plan.feed !== 'number') return;
  const inputs = names('input').map((name) => adapter.input(name));
  const bytes = new Uint8Array(plan.size);
  let number = 0;
  const writeAll = () => {
    writePattern(bytes, ++number);
    for (const input of inputs) input.write(bytes);
  };
  writeAll();
  timer = setInterval(writeAll, plan.feed);
}

const counted = { delivered: 0, broken: 0, disordered: 0, last: 0 };
function count() {
  adapter.output('output0').on('data', ({ value, connected }) => {
    if (!connected) return;
    const number = readPattern(value);
    if (number < 0) counted.broken++;
    else if (number <= counted.last) counted.disordered++;
    counted.last = number;
    counted.delivered++;
  });
}

// ---- what is measured inside ----

/** The same memory with and without the protection: `read()`, and the copy that does not look at the lock. */
function snapshots({ least, ms }) {
  const output = adapter.output('output0');
  const image = output.look();
  const result = { taken: 0, torn: 0, tornControl: 0, values: 0 };
  const until = performance.now() + ms;
  let last = -1;
  do {
    for (let n = 0; n < 1000; n++) {
      const number = readPattern(output.read().value);
      result.taken++;
      if (number < 0) result.torn++;
      if (number !== last) result.values++;
      last = number;
      image.copyUnchecked();
      if (readPattern(image.bytes) < 0) result.tornControl++;
    }
  } while (result.taken < least && performance.now() < until);
  return result;
}

function nanosecondsOf(calls, body) {
  const began = process.hrtime.bigint();
  for (let n = 0; n < calls; n++) body(n);
  return Number(process.hrtime.bigint() - began) / calls;
}

/** A write against a call into native code that does nothing, in turn. */
function publish({ addon, rounds, calls }) {
  const { call } = createRequire(import.meta.url)(addon);
  const input = adapter.input('input0');
  const values = Array.from({ length: 8 }, (_, i) => {
    const bytes = new Uint8Array(plan.size);
    writePattern(bytes, 0x10000 + i);
    return bytes;
  });
  const write = (n) => input.write(values[n & 7]);
  nanosecondsOf(calls, write);
  nanosecondsOf(calls, call);
  const result = { ours: [], reference: [] };
  for (let round = 0; round < rounds; round++) {
    result.ours.push(nanosecondsOf(calls, write));
    result.reference.push(nanosecondsOf(calls, () => call()));
  }
  return result;
}

/** The most memory that was ever resident, and what is now. */
function memory() {
  const status = readFileSync('/proc/self/status', 'utf8');
  const kib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]);
  return { nowKib: kib('VmRSS'), mostKib: kib('VmHWM') };
}

const busy = new Busy();
if (plan.count) count();
feed();
await adapter.start();
answerQuestions(
  {
    status: () => adapter.status(),
    busy: ({ onMs, offMs }) => busy.set(onMs, offMs),
    block: ({ ms }) => block(ms),
    counted: () => counted,
    memory,
    snapshots,
    publish,
  },
  async () => {
    busy.set(0, 0);
    clearInterval(timer);
    await adapter.stop();
  },
);
