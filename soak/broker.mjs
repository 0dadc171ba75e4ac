// npm run storm:broker -- [--messages 100000] [--seed S] [--type classic|quorum] [--json]: messages through a broker that
// is stopped, killed and held up at random. Exit code 1 when one that was confirmed did not arrive.
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RabbitClient } from '../dist/rabbitmq.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { importTypeScript } from '../scripts/lib/typescript.mjs';
import { Random } from './random.mjs';

const QUEUE = 'storm';
/** One trouble in so many messages. */
const CALM = 5_000;
/** A broker needs some seconds to start again; no trouble is waited for longer than all of them together. */
const SEND_TIMEOUT_MS = 600_000;

function settings() {
  try {
    const { values } = parseArgs({
      options: {
        messages: { type: 'string', default: '100000' },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        type: { type: 'string', default: 'classic' },
        json: { type: 'boolean', default: false },
      },
    });
    const messages = Number(values.messages);
    if (!(Number.isInteger(messages) && messages > 0)) throw new Error('--messages takes 1, 2 ...');
    if (!['classic', 'quorum'].includes(values.type)) throw new Error('--type is classic or quorum');
    return { ...values, messages };
  } catch (error) {
    throw new CommandError(error.message, 2);
  }
}

/** What happens when, by the seed. */
function plannedTroubles({ seed, messages }, kinds) {
  const random = new Random(seed, 'broker');
  const count = Math.max(1, Math.round(messages / CALM));
  const moments = Array.from({ length: count }, () => random.whole(1, messages));
  return moments.sort((a, b) => a - b).map((at) => [at, random.pick(kinds)]);
}

async function connected(broker, type) {
  const client = new RabbitClient({
    addresses: broker.address,
    queues: { [QUEUE]: { type } },
    maxRetries: Number.POSITIVE_INFINITY,
    retryDelayMs: 200,
    sendTimeoutMs: SEND_TIMEOUT_MS,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function run(given) {
  const support = join(root, 'test', 'support', 'broker');
  const { Broker } = await importTypeScript(join(support, 'broker.ts'));
  const { storm, TROUBLES } = await importTypeScript(join(support, 'storm.ts'));
  const broker = await Broker.launch();
  try {
    const [sender, receiver] = [await connected(broker, given.type), await connected(broker, given.type)];
    await broker.settleDefinitions();
    const troubles = plannedTroubles(given, Object.keys(TROUBLES));
    const corrupt = process.env.EIP_SOAK_CORRUPT !== undefined;
    const report = await storm({ broker, sender, receiver, queue: QUEUE, messages: given.messages, troubles, corrupt });
    await sender.close();
    await receiver.close();
    return report;
  } finally {
    await broker.dispose();
  }
}

await main(async () => {
  const given = settings();
  const began = performance.now();
  const report = await run(given);
  const seconds = Math.round((performance.now() - began) / 1_000);
  const held = report.confirmed === given.messages && report.missing.length === 0 && report.wrong.length === 0;
  const shown = { ...report, missing: report.missing.slice(0, 20), wrong: report.wrong.slice(0, 20), seconds };
  process.stdout.write(given.json ? `${JSON.stringify(shown)}\n` : `${JSON.stringify(shown, undefined, 2)}\n`);
  const verdict = held
    ? 'all that was confirmed arrived'
    : `${report.missing.length} missing, ${report.wrong.length} wrong`;
  if (!given.json)
    process.stdout.write(`--messages ${given.messages} --seed ${given.seed} --type ${given.type}: ${verdict}\n`);
  return held ? 0 : 1;
});
