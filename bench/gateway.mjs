// npm run bench:gateway [-- --rounds 6] [--seconds 1] [--update-docs] [--corrupt]
//
// Samples from emit() to the confirm of a broker of its own: the gateway with a spool and without one, beside bare
// rabbitmq-client that publishes the same messages, in turn. Everything that was confirmed is received and compared.
// Exit code 1: something was missing, wrong, twice or out of order.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from 'rabbitmq-client';
import { root } from '../scripts/lib/paths.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { importTypeScript } from '../scripts/lib/typescript.mjs';
import { Checker, QUEUE } from './gateway/samples.mjs';
import { replaceBetweenMarks } from './lib/docs.mjs';
import { machineText } from './lib/machine.mjs';
import { roundSettings } from './lib/options.mjs';
import { CORE, NodeProcess, OTHER_CORE, pinned, using } from './lib/process.mjs';
import { ratioRow } from './lib/rows.mjs';
import { tableText } from './lib/table.mjs';

/** Of the goal: at least so much of what bare rabbitmq-client does. */
const LEAST = { memory: 0.8, spool: 0.5 };
const NAMES = { memory: 'without a spool', spool: 'with the spool' };
const LATENCY_PER_SECOND = 1_000;
const COLUMNS = ['what', 'ours', 'reference', 'ratio', 'spread', 'wanted', 'met'];
const TITLES = ['what', 'gateway', 'rabbitmq-client', 'ratio', 'spread', 'wanted', 'met'];
const PAGE = join(root, 'docs', 'performance.md');

/** Takes samples out of the queue and compares them, `count` of them, which may be told later. */
function receive(connection, first, count) {
  const checker = new Checker(first);
  return new Promise((resolve, reject) => {
    const options = { queue: QUEUE, queueOptions: { durable: true }, qos: { prefetchCount: 500 } };
    const consumer = connection.createConsumer(options, (message) => {
      try {
        checker.take(message);
        if (checker.count === count) resolve({ consumer, checker });
      } catch (error) {
        reject(new CommandError(error.message, 1));
      }
    });
    consumer.on('error', reject);
  });
}

/** The ways, and what they have sent so far. */
class Race {
  #next = 0;

  constructor(ways, connection) {
    this.ways = ways;
    this.connection = connection;
  }

  /** What one way sent is received before the other one begins. */
  async send(name, question) {
    const first = this.#next;
    const result = await this.ways[name].ask('send', { first, ...question });
    this.#next += result.count;
    const { consumer } = await receive(this.connection, first, result.count);
    await consumer.close();
    return result;
  }

  /** Received while it is sent. @returns sorted, microseconds */
  async latencies(name, seconds) {
    const first = this.#next;
    const count = Math.max(1, Math.round(seconds * LATENCY_PER_SECOND));
    this.#next += count;
    const received = receive(this.connection, first, count);
    received.catch(() => {}); // awaited below
    await this.ways[name].ask('sendEvenly', { first, seconds, perSecond: LATENCY_PER_SECOND });
    const { consumer, checker } = await received;
    await consumer.close();
    return checker.latenciesUs.sort((a, b) => a - b);
  }
}

const rank = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

/** Results by way, one a round. Before it each is warmed up, as a service is that has run for a while. */
async function measure(race, { rounds, seconds, corrupt }) {
  const names = Object.keys(race.ways);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) {
    await race.send(name, { seconds: 3 * seconds, corrupt });
    await race.latencies(name, seconds / 2);
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const { perSecond, cpuUs } = await race.send(name, { seconds, corrupt });
      const latencies = await race.latencies(name, seconds);
      const [p50, p99] = [0.5, 0.99].map((share) => rank(latencies, share) / 1_000);
      results[name].push({ perSecond, cpuUs, p50, p99 });
    }
  }
  return results;
}

function rowsOf(results) {
  return Object.entries(NAMES).flatMap(([name, title]) => {
    const row = (what, unit, key, limit = {}) =>
      ratioRow({
        what: `${what}, ${title}`,
        unit,
        ours: results[name].map((result) => result[key]),
        reference: results.bare.map((result) => result[key]),
        ...limit,
      });
    return [
      row('confirmed samples', '/s', 'perSecond', { least: LEAST[name] }),
      row('processor time of a sample', 'us', 'cpuUs'),
      row('from emit to arrival, p50', 'ms', 'p50'),
      row('from emit to arrival, p99', 'ms', 'p99'),
    ];
  });
}

function textOf(rows, { rounds, seconds }, load) {
  const where = pinned
    ? `gateway and client on core ${CORE}, broker and receiver on core ${OTHER_CORE}`
    : 'not bound to cores';
  const cells = rows.map((row) => COLUMNS.map((column) => row[column]));
  const how = `${machineText(load)}; ${rounds} rounds of ${seconds} s, ${where}.`;
  return `${how}\n\n${tableText(TITLES, cells, ['what', 'wanted', 'met'])}\n`;
}

async function withBroker(body) {
  const { Broker } = await importTypeScript(join(root, 'test', 'support', 'broker', 'broker.ts'));
  const broker = await Broker.launch();
  const connection = new Connection({ url: `amqp://guest:guest@${broker.address}` });
  try {
    if (pinned) {
      for (const pid of [broker.pid, process.pid]) spawnSync('taskset', ['-acp', String(OTHER_CORE), String(pid)]);
    }
    await connection.onConnect();
    await connection.queueDeclare({ queue: QUEUE, durable: true });
    return await body(broker.address, connection);
  } finally {
    connection.unsafeDestroy();
    await broker.dispose();
  }
}

/** The three ways, each in a process of its own. */
async function withWays(address, folder, body) {
  const start = (way, plan = {}) => NodeProcess.start('../gateway/way-process.mjs', { way, address, ...plan });
  return using(start('bare'), (bare) =>
    using(start('gateway'), (memory) => using(start('gateway', { folder }), (spool) => body({ bare, memory, spool }))),
  );
}

await main(async () => {
  const given = roundSettings();
  const [load] = loadavg();
  const folder = mkdtempSync(join(tmpdir(), 'eip-bench-'));
  try {
    const results = await withBroker((address, connection) =>
      withWays(address, folder, (ways) => measure(new Race(ways, connection), given)),
    );
    const text = textOf(rowsOf(results), given, load);
    process.stdout.write(`\n${text}\n`);
    if (given.updates) writeFileSync(PAGE, replaceBetweenMarks(readFileSync(PAGE, 'utf8'), text, 'bench:gateway'));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
