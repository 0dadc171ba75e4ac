// Mirrors what a scanner sends, until it is told to end. build.mjs makes one file of it.
import { Adapter } from '@strokmatic/eip-native';
import { createLogging } from '@strokmatic/eip-native/logging';

const [address = '127.0.0.2'] = process.argv.slice(2);
const logging = createLogging({ app: { name: 'mirror' } });
const log = logging.getLogger();

const adapter = new Adapter({
  host: address,
  identity: { vendorId: 1234, serialNumber: 0xabcdef03, productName: 'Mirror' },
  assemblies: {
    command: { instance: 150, kind: 'output', size: 32 },
    result: { instance: 100, kind: 'input', size: 32 },
  },
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
  mirror: [{ output: 'command', input: 'result' }],
});
adapter.on('connection', ({ kind, connection }) => log.info({ peer: connection.originator.address }, kind));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await adapter.stop();
    await logging.close();
  });
}

adapter.start().then(
  () => log.info({ address }, 'waiting for a scanner'),
  (err) => {
    log.error({ err }, 'not started');
    process.exitCode = 1;
  },
);
