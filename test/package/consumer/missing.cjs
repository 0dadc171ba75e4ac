// Prints the error that start() gives where no native binary is.
const { Adapter } = require('@strokmatic/eip-native');

const adapter = new Adapter({
  host: '127.0.77.4',
  identity: { vendorId: 1, productCode: 7, revision: [1, 1], serialNumber: 1, productName: 'No binary' },
  assemblies: { result: { instance: 100, kind: 'input', size: 32 } },
});
adapter.start().then(
  () => console.log('{ "code": "started" }'),
  ({ name, code, message }) => console.log(JSON.stringify({ name, code, message })),
);
