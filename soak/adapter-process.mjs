// The adapter under test, in a process of its own, so that its memory and its descriptors are its own.
import { readdirSync } from 'node:fs';
import { writePattern } from '../bench/lib/pattern.mjs';
import { answerQuestions } from '../bench/lib/questions.mjs';
import { Adapter } from '../dist/index.mjs';
import * as world from './world.mjs';

const { SIZE } = world;
const indexes = Array.from({ length: world.PAIRS }, (_, i) => i);
const pairs = indexes.map((i) => ({ output: `output${i}`, input: `input${i}` }));
const assemblies = {};
for (const i of indexes) {
  assemblies[`output${i}`] = {
    instance: world.outputOf(i),
    kind: 'output',
    size: SIZE,
    ...(i === 2 && { history: 16 }),
  };
  assemblies[`input${i}`] = { instance: world.inputOf(i), kind: 'input', size: SIZE };
}
const adapter = new Adapter({
  host: world.ADAPTER,
  identity: { vendorId: 1234, serialNumber: 1, productName: world.PRODUCT_NAME },
  assemblies,
  connections: [
    ...pairs.map((pair) => ({ type: 'exclusiveOwner', ...pair })),
    { type: 'inputOnly', output: { heartbeat: world.INPUT_ONLY }, input: 'input1' },
    { type: 'listenOnly', output: { heartbeat: world.LISTEN_ONLY }, input: 'input1' },
  ],
  mirror: [pairs[0]],
  minRpiMs: 2,
});

// ---- what the application does ----

const later = () => new Promise((resolve) => setTimeout(resolve, 3));
adapter.define({
  classId: world.ECHO_CLASS,
  name: 'Echo',
  services: {
    atOnce: { code: world.ECHO_AT_ONCE, run: ({ value }) => value },
    later: {
      code: world.ECHO_LATER,
      run: async ({ value }) => {
        await later();
        return value;
      },
    },
  },
});

let told = 0;
for (const { output, input } of pairs.slice(2)) {
  adapter.output(output).on('data', ({ value, connected }) => {
    told++;
    if (connected) adapter.input(input).write(value);
  });
}

let number = 0;
const bytes = new Uint8Array(SIZE);
const writing = setInterval(() => {
  writePattern(bytes, ++number);
  adapter.input('input1').write(bytes);
}, 10);

const ended = { closed: 0, timedOut: 0, aborted: 0, orphaned: 0, opened: 0 };
adapter.on('connection', ({ kind }) => {
  if (kind in ended) ended[kind]++;
});
const warnings = [];
adapter.on('warning', ({ message }) => {
  if (warnings.length < 100) warnings.push(message);
});

// ---- what is asked ----

async function addPassing({ instance }) {
  const value = new Uint8Array(SIZE);
  writePattern(value, instance);
  const input = `passing${instance}`;
  await adapter.addAssembly(
    input,
    { instance, kind: 'input', size: SIZE },
    {
      connections: [{ type: 'inputOnly', output: { heartbeat: instance + 1000 }, input }],
      prepare: (assembly) => assembly.write(value),
    },
  );
}

function memory() {
  globalThis.gc();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const descriptors = readdirSync('/proc/self/fd').length;
  return { rssKib: Math.round(rss / 1024), heapKib: Math.round((heapUsed + arrayBuffers) / 1024), descriptors };
}

await adapter.start();
answerQuestions(
  {
    status: () => adapter.status(),
    figures: () => ({ told, ended, warnings }),
    memory,
    addPassing,
    removePassing: ({ instance }) => adapter.removeAssembly(`passing${instance}`),
  },
  async () => {
    clearInterval(writing);
    await adapter.stop();
  },
);
