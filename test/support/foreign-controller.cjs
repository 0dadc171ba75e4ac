// An explicit client that nobody here wrote, in a process of its own: st-ethernet-ip's Controller, for any device.
// Parent to child: { id, get | set: [class, instance, attribute], value? (hex) } or 'close'.
// Child to parent: { event: 'connected' | 'failed' | 'closed', error? } and { id, value? (hex), error? }.
const { Controller } = require('st-ethernet-ip');

const [adapterAddress, how] = process.argv.slice(2);
const controller = new Controller(how === 'connected');
const NO_ROUTE = Buffer.alloc(0);

async function answer({ id, get, set, value }) {
  try {
    if (get) process.send({ id, value: Buffer.from(await controller.getAttributeSingle(...get)).toString('hex') });
    else process.send({ id, value: String(await controller.setAttributeSingle(...set, Buffer.from(value, 'hex'))) });
  } catch (error) {
    process.send({ id, error: JSON.stringify(error?.message ?? error) });
  }
}

async function close() {
  await controller.disconnect();
  process.send({ event: 'closed' }, () => process.exit(0));
}

process.on('message', (message) => (message === 'close' ? close() : answer(message)));
process.on('disconnect', () => process.exit(0));
controller.connect(adapterAddress, NO_ROUTE, false).then(
  () => process.send({ event: 'connected' }),
  (error) => process.send({ event: 'failed', error: String(error?.message ?? error) }),
);
