// npm run bench:rabbitmq [-- --rounds 6] [--seconds 0.5] [--update-docs] [--corrupt]
//
// Confirmed messages through a broker of its own: this package's client beside bare rabbitmq-client, the same messages,
// in turn. Everything that was confirmed is received and compared. Exit code 1: something was missing or wrong.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { Connection } from 'rabbitmq-client';
import { root } from '../scripts/lib/paths.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { importTypeScript } from '../scripts/lib/typescript.mjs';
import { replaceBetweenMarks } from './lib/docs.mjs';
import { machineText } from './lib/machine.mjs';
import { roundSettings } from './lib/options.mjs';
import { CORE, NodeProcess, OTHER_CORE, pinned, using } from './lib/process.mjs';
import { ratioRow } from './lib/rows.mjs';
import { tableText } from './lib/table.mjs';
import { Checker, QUEUE } from './rabbitmq/messages.mjs';

const CLIENTS = ['ours', 'bare'];
/** Of the goal: at least so much of what bare rabbitmq-client does. */
const LEAST = 0.9;
const FIGURES = [
  { what: 'one message under way', width: 1 },
  { what: '100 messages under way', width: 100 },
];
const COLUMNS = ['what', 'ours', 'reference', 'ratio', 'spread', 'wanted', 'met'];
const TITLES = ['what', 'ours', 'rabbitmq-client', 'ratio', 'spread', 'wanted', 'met'];
const PAGE = join(root, 'docs', 'performance.md');

const startClient = (client, address) => NodeProcess.start('../rabbitmq/client-process.mjs', { client, address });

/** Takes so many messages out of the queue and compares them. */
function receive(connection, count) {
  const checker = new Checker();
  return new Promise((resolve, reject) => {
    const consumer = connection.createConsumer({ queue: QUEUE, queueOptions: { durable: true } }, (message) => {
      try {
        checker.take(message);
        if (checker.count === count) resolve(consumer);
      } catch (error) {
        reject(error);
      }
    });
    consumer.on('error', reject);
  });
}

/** What one client sent is received before the other one begins. */
async function measureOne(client, connection, question) {
  const result = await client.ask('send', question);
  try {
    const consumer = await receive(connection, result.count);
    await consumer.close();
  } catch (error) {
    throw new CommandError(error.message, 1);
  }
  return result;
}

/**
 * Results by figure and client, one a round; the first round does not count. Before it both are warmed up, as a service
 * is that has run for a while: one message at a time alone would measure V8's interpreter.
 */
async function measure(clients, connection, { rounds, seconds, corrupt }) {
  const results = FIGURES.map(() => ({ ours: [], bare: [] }));
  let first = 0;
  for (const client of Object.values(clients)) {
    const { count } = await measureOne(client, connection, { first, width: 100, seconds: 4 * seconds, corrupt });
    first += count;
  }
  for (let round = -1; round < rounds; round++) {
    for (const [index, { width }] of FIGURES.entries()) {
      for (const [name, client] of Object.entries(clients)) {
        const result = await measureOne(client, connection, { first, width, seconds, corrupt });
        first += result.count;
        if (round >= 0) results[index][name].push(result);
      }
    }
  }
  return results;
}

function rowsOf(results) {
  return FIGURES.flatMap(({ what }, index) => {
    const { ours, bare } = results[index];
    const row = (title, unit, key) =>
      ratioRow({
        what: `${title}, ${what}`,
        unit,
        ours: ours.map((result) => result[key]),
        reference: bare.map((result) => result[key]),
        least: LEAST,
      });
    return [row('confirmed messages', '/s', 'perSecond'), row('messages per second of CPU', '/s', 'perCpuSecond')];
  });
}

function textOf(rows, { rounds, seconds }, load) {
  const where = pinned ? `clients on core ${CORE}, broker on core ${OTHER_CORE}` : 'not bound to cores';
  const cells = rows.map((row) => COLUMNS.map((column) => row[column]));
  const how = `${machineText(load)}; ${rounds} rounds of ${seconds} s, ${where}.`;
  return `${how}\n\n${tableText(TITLES, cells, ['what', 'wanted', 'met'])}\n`;
}

async function withBroker(body) {
  const { Broker } = await importTypeScript(join(root, 'test', 'support', 'broker', 'broker.ts'));
  const broker = await Broker.launch();
  const connection = new Connection({ url: `amqp://guest:guest@${broker.address}` });
  try {
    if (pinned) spawnSync('taskset', ['-acp', String(OTHER_CORE), String(broker.pid)]);
    await connection.onConnect();
    await connection.queueDeclare({ queue: QUEUE, durable: true });
    return await body(broker, connection);
  } finally {
    connection.unsafeDestroy();
    await broker.dispose();
  }
}

await main(async () => {
  const given = roundSettings();
  const [load] = loadavg();
  const results = await withBroker((broker, connection) => {
    const [ours, bare] = CLIENTS.map((name) => () => startClient(name, broker.address));
    return using(ours(), (one) => using(bare(), (other) => measure({ ours: one, bare: other }, connection, given)));
  });
  const text = textOf(rowsOf(results), given, load);
  process.stdout.write(`\n${text}\n`);
  if (given.updates) writeFileSync(PAGE, replaceBetweenMarks(readFileSync(PAGE, 'utf8'), text, 'bench:rabbitmq'));
  return 0;
});
