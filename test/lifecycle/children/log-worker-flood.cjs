/** A worker logs without end while the main thread takes nothing, then the main thread goes on. Argument: FOLDER */
const { join } = require('node:path');
const { isMainThread, Worker, workerData } = require('node:worker_threads');
const { setupLogger } = require('../../../dist/logging.js');

const LINES = 20_000;

async function inMain(folder) {
  const file = { path: join(folder, 'app.log'), size: '100m' };
  const log = setupLogger({ console: 'off', bufferBytes: 65_536, file });
  const port = log.port();
  const logged = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(__filename, { workerData: { port, logged }, transferList: [port] });
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  await new Promise((resolve) => worker.once('online', resolve));
  Atomics.wait(logged, 0, 0);
  const { workers: during } = log.status();
  await exited;
  await log.flush();
  const { workers: after } = log.status();
  log.reconfigure({ level: 'warn' });
  await log.close();
  console.log(JSON.stringify({ during, after }));
}

if (isMainThread) void inMain(process.argv[2]);
else {
  const { port, logged } = workerData;
  const logger = setupLogger({ port }).getLogger();
  for (let n = 1; n <= LINES; n++) logger.info({ n });
  Atomics.store(logged, 0, 1);
  Atomics.notify(logged, 0);
}
