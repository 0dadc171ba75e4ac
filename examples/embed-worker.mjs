// An adapter in a worker thread: its handlers keep running whatever the main thread computes. Both threads write one
// log; the main thread, which gets the signals, tells the worker to end.
//
//   node examples/embed-worker.mjs [address of the adapter]
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Adapter, int, layout } from '@strokmatic/eip-native';
import { createLogging } from '@strokmatic/eip-native/logging';

async function main() {
  const [address = '127.0.0.2'] = process.argv.slice(2);
  const logging = createLogging({ app: { name: 'counter' } });
  const log = logging.getLogger('main');
  const port = logging.port();

  const worker = new Worker(new URL(import.meta.url), { workerData: { address, port }, transferList: [port] });
  worker.on('message', ({ count }) => log.info({ count }, 'counted'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => worker.postMessage('end'));

  const [code] = await once(worker, 'exit');
  log.info({ code }, 'the worker has ended');
  await logging.close();
}

async function work({ address, port }) {
  const logging = createLogging({ port });
  const log = logging.getLogger('worker');
  const adapter = new Adapter({
    host: address,
    identity: { vendorId: 1234, serialNumber: 0xabcdef02, productName: 'Counter' },
    assemblies: {
      command: { instance: 150, kind: 'output', layout: layout({ count: int(0) }) },
      result: { instance: 100, kind: 'input', layout: layout({ count: int(0) }) },
    },
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
  });
  adapter.output('command').on('data', ({ value, run }) => {
    if (!run) return;
    adapter.input('result').set({ count: value.count });
    parentPort.postMessage({ count: value.count });
  });
  await adapter.start();
  log.info({ address }, 'waiting for a scanner');
  await once(parentPort, 'message');
  await adapter.stop();
  await logging.close();
}

await (isMainThread ? main() : work(workerData));
