// Smoke test of the installed package: an adapter on the address given, scanned by the package's own scanner.
// Prints one JSON object; exit code 0 only when data went both ways and both ends closed.
const { Adapter, bool, int, layout } = require('@strokmatic/eip-native');
const { Scanner } = require('@strokmatic/eip-native/testing');

const host = process.argv[2];
const RECIPE = 1234;

async function main() {
  const adapter = new Adapter({
    host,
    identity: {
      vendorId: 1,
      productCode: 7,
      revision: [1, 1],
      serialNumber: 0x01020304,
      productName: 'Smoke test',
    },
    assemblies: {
      command: { instance: 150, kind: 'output', size: 32, layout: layout({ start: bool(0, 0), recipe: int(2) }) },
      result: { instance: 100, kind: 'input', size: 32, layout: layout({ ready: bool(0, 0), recipe: int(2) }) },
      setup: { instance: 151, kind: 'config', size: 10 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result', config: 'setup' }],
  });
  adapter.output('command').on('data', ({ value }) => adapter.input('result').set({ recipe: value.recipe + 1 }));
  await adapter.start();

  const scanner = new Scanner({ host, bind: '127.0.0.1', ioPort: 0, rpiMs: 10 });
  const command = Buffer.alloc(32);
  command.writeInt16LE(RECIPE, 2);
  scanner.write(command);
  const echoed = new Promise((resolve) => {
    scanner.on('data', ({ value }) => {
      const recipe = Buffer.from(value).readInt16LE(2);
      if (recipe === RECIPE + 1) resolve(recipe);
    });
  });
  await scanner.open();
  const recipe = await Promise.race([echoed, late()]);
  const { sent, received, lost } = scanner.stats();
  await scanner.close();
  await adapter.stop();
  console.log(JSON.stringify({ node: process.version, recipe, sent, received, lost }));
}

function late() {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('no echo within 5 s')), 5_000).unref();
  });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
