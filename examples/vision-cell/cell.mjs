// The cell: an adapter that the PLC scans, and a queue of jobs for workers. Without an answer in time the PLC gets the
// fallback, with the fault bit.
//
//   node examples/vision-cell/cell.mjs [--deadline-ms 500] [--ack-ms 2000]
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Adapter, loadConfig } from '@strokmatic/eip-native';
import { createLogging } from '@strokmatic/eip-native/logging';
import { RabbitClient } from '@strokmatic/eip-native/rabbitmq';
import { Handshake } from './handshake.mjs';
import { Jobs } from './jobs.mjs';

const { values: given } = parseArgs({
  options: {
    'deadline-ms': { type: 'string', default: '500' },
    'ack-ms': { type: 'string', default: '2000' },
  },
});
const settings = {
  deadlineMs: Number(given['deadline-ms']),
  ackMs: Number(given['ack-ms']),
  // What is right for this machine when nobody has looked at the part: not passed.
  fallback: { pass: false, score: 0 },
};

const config = loadConfig({ files: fileURLToPath(new URL('cell.yaml', import.meta.url)) });
const logging = createLogging({ ...config.logging, app: config.app });
const log = logging.getLogger('cell');

const adapter = new Adapter({ ...config.adapter, logger: logging.getLogger('adapter') });
const broker = new RabbitClient(config.rabbitmq, { app: config.app, logger: logging.getLogger('rabbitmq') });
broker.on('error', (err) => log.error({ err }, 'the broker'));

const command = adapter.output('command');
const result = adapter.input('result');

const handshake = new Handshake(settings, {
  show: (values) => result.set(values),
  begin: (job) => {
    log.info(job, 'begun');
    jobs.begin(job);
  },
  end: ({ id }) => jobs.end(id),
  newId: randomUUID,
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
});
const jobs = new Jobs(broker, { deadlineMs: settings.deadlineMs, handshake, log });

function onCommand({ value, run }) {
  if (run) handshake.command(value);
  else handshake.lost();
}

let ending;
function stop(exitCode) {
  ending ??= end(exitCode);
  return ending;
}

async function end(exitCode) {
  process.exitCode = exitCode;
  command.off('data', onCommand);
  handshake.lost();
  await adapter.stop();
  await broker.close();
  await logging.close();
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(0));

async function servePlc() {
  command.on('data', onCommand);
  await adapter.start();
  log.info('waiting for the PLC');
}

async function takeAnswers() {
  await broker.connect();
  await jobs.listen();
  log.info('answers come');
}

// The PLC is served from the start: until there is a broker, with the fallback.
try {
  await Promise.all([takeAnswers(), servePlc()]);
} catch (err) {
  if (ending === undefined) log.error({ err }, 'not started');
  await stop(1);
}
