// A worker: takes jobs one at a time, and answers. Any number of them may run; one that dies leaves its job to another.
//
//   node examples/vision-cell/worker.mjs [--work-ms 20]
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadConfig } from '@strokmatic/eip-native';
import { createLogging } from '@strokmatic/eip-native/logging';
import { RabbitClient } from '@strokmatic/eip-native/rabbitmq';
import { JOBS } from './jobs.mjs';

const { values: given } = parseArgs({ options: { 'work-ms': { type: 'string', default: '20' } } });
const workMs = Number(given['work-ms']);

const config = loadConfig({ files: fileURLToPath(new URL('cell.yaml', import.meta.url)) });
const logging = createLogging({ ...config.logging, app: config.app });
const log = logging.getLogger('worker');
const broker = new RabbitClient(config.rabbitmq, { app: config.app, logger: logging.getLogger('rabbitmq') });
broker.on('error', (err) => log.error({ err }, 'the broker'));

/** Stands in for the real work. */
async function inspect(recipe, signal) {
  await delay(workMs, undefined, { signal });
  if (recipe < 0) throw new Error(`there is no recipe ${recipe}`);
  const score = 1 / (1 + recipe);
  return { pass: score >= 0.2, score };
}

async function outcomeOf(recipe, signal) {
  try {
    return { ok: true, ...(await inspect(recipe, signal)) };
  } catch (err) {
    signal.throwIfAborted(); // the worker ends: the job goes back to the queue
    log.warn({ err, recipe }, 'failed');
    return { ok: false };
  }
}

async function work({ body, priority, redelivered, signal }) {
  const { job, sequence, recipe, deadline, replyTo } = body;
  log.info({ job, sequence, recipe, priority, redelivered }, 'taken');
  const left = () => Date.parse(deadline) - Date.now();
  if (left() <= 0) return;
  const outcome = await outcomeOf(recipe, signal);
  const expirationMs = Math.max(left(), 1);
  await broker.sendMessage(
    { job, ...outcome },
    { queue: replyTo, expirationMs, timeoutMs: expirationMs, persistent: false },
  );
  log.info({ job, sequence, ...outcome }, 'answered');
}

/** What no worker can answer need not be tried again: by then the PLC has its fallback. */
const once = { prefetch: 1, retry: { maxAttempts: 1 }, deadLetter: 'broker' };

let ending;
function stop(exitCode) {
  ending ??= end(exitCode);
  return ending;
}

async function end(exitCode) {
  process.exitCode = exitCode;
  await broker.close();
  await logging.close();
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(0));

try {
  await broker.connect();
  await broker.consumeMessages(JOBS, work, once);
  log.info('waiting for jobs');
} catch (err) {
  if (ending === undefined) log.error({ err }, 'not started');
  await stop(1);
}
