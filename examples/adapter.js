// A vision cell: the controller says what to inspect, the process answers with a score.
//
//   node examples/adapter.js [address]
const { Adapter, layout, bool, int, real } = require('@strokmatic/eip-native');

const [address = '127.0.0.2'] = process.argv.slice(2);

const adapter = new Adapter({
  host: address,
  identity: { vendorId: 1234, productCode: 7, revision: [1, 2], serialNumber: 0xabcdef01, productName: 'Vision cell' },
  assemblies: {
    command: { instance: 150, kind: 'output', size: 32, layout: layout({ start: bool(0, 0), recipe: int(2) }) },
    result: {
      instance: 100,
      kind: 'input',
      size: 32,
      layout: layout({ ready: bool(0, 0), recipe: int(2), score: real(4) }),
    },
    setup: { instance: 151, kind: 'config', size: 10 },
  },
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
});

/** Stands in for the real work. */
function inspect(recipe) {
  return Math.fround(1 / (1 + Math.abs(recipe)));
}

adapter.output('command').on('data', ({ value, run }) => {
  if (!run || !value.start) {
    adapter.input('result').set({ ready: false });
    return;
  }
  const score = inspect(value.recipe);
  adapter.input('result').set({ ready: true, recipe: value.recipe, score });
  console.log(`recipe ${value.recipe}: score ${score.toFixed(3)}`);
});

// A connection that ends leaves the outputs as they were: what that means for the machine is decided here.
adapter.on('connection', ({ kind, reason, connection }) => {
  console.log(`${connection.originator.address}: ${kind} (${reason})`);
});

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => adapter.stop());

adapter.start().then(
  () => console.log(`waiting for a scanner on ${address}`),
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
