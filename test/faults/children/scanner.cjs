// Our scanner in a process of its own, and so in a network namespace of its own; spoken to like adapter.cjs.
const { Scanner } = require('../../../dist/testing.js');

let scanner;
const actions = {
  async open(options) {
    scanner = new Scanner({ output: { instance: 150, size: 32 }, input: { instance: 100, size: 32 }, ...options });
    scanner.on('closed', ({ reason }) => process.send({ event: 'closed', reason }));
    await scanner.open();
  },
  write: (fill) => scanner.write(Buffer.alloc(32, fill)),
  received: () => scanner.stats().received,
  close: () => scanner.close(),
  destroy: () => scanner.destroy(),
};

process.on('message', async ({ id, do: action, with: argument }) => {
  try {
    process.send({ id, value: (await actions[action](argument)) ?? null });
  } catch (error) {
    const { name, code, message } = error;
    process.send({ id, failure: { name, code, message } });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ event: 'ready' });
