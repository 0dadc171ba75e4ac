/**
 * The main thread and workers log to one rotating file. Argument: FOLDER. Each worker ends in another way as soon as it
 * has logged.
 */
const { join } = require('node:path');
const { isMainThread, parentPort, Worker, workerData } = require('node:worker_threads');
const { setupLogger, withCorrelationId } = require('../../../dist/logging.js');

const LINES = 2000;
const WAYS = ['natural', 'exit', 'throws', 'terminated'];

function fill(logger, who) {
  for (let n = 1; n <= LINES; n++) logger.info({ who, n, pad: 'x'.repeat(n % 300) }, 'a line');
}

function inWorker({ way, port }) {
  const log = setupLogger({ port, fields: { thread: way } });
  withCorrelationId(`work-${way}`, () => fill(log.getLogger('worker'), way));
  log.getLogger('worker.quiet').debug('not at this level');
  if (way === 'exit') process.exit(0);
  if (way === 'throws') throw new Error('on purpose');
  if (way === 'terminated') {
    parentPort.postMessage('logged');
    setInterval(() => {}, 1000);
  }
}

async function inMain(folder) {
  const file = { path: join(folder, 'app.log'), size: '100k', count: 1000, compress: true };
  const log = setupLogger({ console: 'off', app: { name: 'main' }, redact: ['pad2'], file });
  const logger = log.getLogger('main');
  const ends = WAYS.map((way) => {
    const port = log.port();
    const worker = new Worker(__filename, { workerData: { way, port }, transferList: [port], stderr: true });
    worker.on('message', () => worker.terminate());
    worker.on('error', () => {});
    return new Promise((resolve) => worker.once('exit', resolve));
  });
  for (let n = 1; n <= LINES; n++) {
    logger.info({ who: 'main', n });
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(ends);
  await log.close();
  const { workers, file: figures } = log.status();
  console.log(JSON.stringify({ workers, dropped: figures.dropped, state: figures.state }));
}

if (isMainThread) void inMain(process.argv[2]);
else inWorker(workerData);
