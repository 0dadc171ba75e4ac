// The adapter under test. JavaScript writes a new value every few milliseconds: its bytes all follow from its number
// (bench/native/datagram.h, `pattern_write`), so that the receiver sees a value that is not whole.
import { Adapter } from '../../dist/index.mjs';

const SIZE = 32;
const [address] = process.argv.slice(2);

const adapter = new Adapter({
  host: address,
  identity: { vendorId: 1234, productCode: 1, revision: [1, 1], serialNumber: 1, productName: 'Bench' },
  assemblies: {
    output: { instance: 150, kind: 'output', size: SIZE },
    input: { instance: 100, kind: 'input', size: SIZE },
    config: { instance: 151, kind: 'config', size: 10 },
  },
  connections: [{ type: 'exclusiveOwner', output: 'output', input: 'input', config: 'config' }],
});

let number = 0;
function writePattern() {
  number = (number + 1) >>> 0;
  const bytes = Uint8Array.from({ length: SIZE }, (_, index) => number + index);
  new DataView(bytes.buffer).setUint32(0, number, true);
  adapter.input('input').write(bytes);
}

writePattern();
await adapter.start();
const timer = setInterval(writePattern, 3);
process.on('message', async (message) => {
  if (message === 'status') process.send(adapter.status());
  if (message !== 'stop') return;
  clearInterval(timer);
  await adapter.stop();
  process.disconnect();
});
process.send('ready');
