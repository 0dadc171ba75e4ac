// An explicit client that nobody here wrote, in a process of its own: st-ethernet-ip's Controller with its generic
// messages, unconnected. Parent to child: { set: hex } or { get: attribute }, of class 0x64, instance 1.
// Child to parent: { event: 'connected' }, { value: hex } or { error: general status }.
const { Controller } = require('st-ethernet-ip');

const controller = new Controller(false);
const [, , address] = process.argv;
const CLASS = 0x64;

const statusOf = (error) => error?.generalStatusCode ?? String(error);

process.on('message', async ({ get, set, attribute }) => {
  try {
    if (set !== undefined) await controller.setAttributeSingle(CLASS, 1, attribute, Buffer.from(set, 'hex'));
    const value = get === undefined ? '' : (await controller.getAttributeSingle(CLASS, 1, get)).toString('hex');
    process.send({ value });
  } catch (error) {
    process.send({ error: statusOf(error) });
  }
});
process.on('disconnect', () => process.exit(0));
controller.connect(address, 0, false).then(() => process.send({ event: 'connected' }));
