// An explicit client that nobody here wrote, in a process of its own: st-ethernet-ip's Controller with its generic
// messages, unconnected. Parent to child: { classId, instance, attribute } reads, with `set` (hex) it writes.
// Child to parent: { event: 'connected' | 'failed' }, { value: hex } or { error: general status }.
const { Controller } = require('st-ethernet-ip');

const controller = new Controller(false);
const [, , address] = process.argv;

process.on('message', async ({ classId, instance, attribute, set }) => {
  try {
    if (set !== undefined) {
      await controller.setAttributeSingle(classId, instance, attribute, Buffer.from(set, 'hex'));
      process.send({ value: '' });
      return;
    }
    process.send({ value: (await controller.getAttributeSingle(classId, instance, attribute)).toString('hex') });
  } catch (error) {
    process.send({ error: error?.generalStatusCode ?? String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
controller.connect(address, 0, false).then(
  () => process.send({ event: 'connected' }),
  () => process.send({ event: 'failed' }),
);
