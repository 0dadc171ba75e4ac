/** A worker has logged, and the main thread exits before its event loop comes round. Argument: FOLDER */
const { join } = require('node:path');
const { isMainThread, Worker, workerData } = require('node:worker_threads');
const { setupLogger } = require('../../../dist/logging.js');

const LINES = 1000;

if (isMainThread) {
  const log = setupLogger({ console: 'off', file: { path: join(process.argv[2], 'app.log') } });
  const port = log.port();
  const logged = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(__filename, { workerData: { port, logged }, transferList: [port] });
  worker.once('online', () => {
    Atomics.wait(logged, 0, 0);
    process.exit(0);
  });
} else {
  const { port, logged } = workerData;
  const logger = setupLogger({ port }).getLogger();
  for (let n = 1; n <= LINES; n++) logger.info({ n });
  Atomics.store(logged, 0, 1);
  Atomics.notify(logged, 0);
  setInterval(() => {}, 1000);
}
