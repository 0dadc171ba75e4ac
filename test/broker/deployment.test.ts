/** docs/deployment.md at the broker: a cluster of three, its definitions, the user of a box, and a node that dies. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Gateway } from '../../src/gateway.js';
import { loadConfig } from '../../src/index.js';
import { RabbitClient, RabbitSink } from '../../src/rabbitmq.js';
import { createRecord, type TelemetryRecord } from '../../src/telemetry.js';
import { Broker } from '../support/broker/broker.js';
import { handOver } from '../support/broker/child.js';
import { connected, expectFailure, inbox } from './rabbit-rig.js';

const root = resolve(__dirname, '../..');
const page = readFileSync(join(root, 'docs/deployment.md'), 'utf8');
const PASSWORD = 'a long one';
const KEY = 'plant-4.line-2.cell-7.press.fast';

let nodes: Broker[];
beforeAll(async () => {
  const first = await Broker.launch({ name: 'rabbit1' });
  nodes = [first];
  for (const name of ['rabbit2', 'rabbit3']) {
    const next = await Broker.launch({ name, beside: first });
    nodes.push(next);
    await next.join(first);
  }
  for (const command of commandsOfThePage()) await atTheBroker(first, command);
  await first.ctl('set_permissions', '-p', 'plant', 'guest', '.*', '.*', '.*');
}, 300_000);
afterAll(async () => {
  for (const node of [...(nodes ?? [])].reverse()) await node.dispose();
});

/** Lines of the ```sh blocks that begin with `rabbitmqctl`. */
function commandsOfThePage(): string[] {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const lines = blocks.flatMap((text) => text.replace(/\\\n\s*/g, '').split('\n'));
  const commands = lines.filter((line) => line.startsWith('rabbitmqctl '));
  expect(commands.length).toBeGreaterThanOrEqual(4);
  return commands;
}

/** As a shell takes it apart. Files of the package are handed to the broker's user. */
async function atTheBroker(broker: Broker, command: string): Promise<void> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const args = words.slice(1).map((word) => {
    if (!word.startsWith('deploy/')) return word;
    const copy = join(broker.folder, 'given.json');
    copyFileSync(join(root, word), copy);
    handOver(copy);
    return copy;
  });
  await broker.ctl(...args);
}

const addresses = () => nodes.map(({ address }) => address);
const box = (username = 'box-7') => ({
  addresses: addresses(),
  vhost: 'plant',
  credentials: { username, password: PASSWORD },
});
const operator = () => ({ addresses: addresses(), vhost: 'plant' });
const app = { name: 'edge', site: 'plant-4', instance: 'box-7' };

function sample(n: number): TelemetryRecord {
  return createRecord({ kind: 'event', name: `n${n}`, source: 'press', group: 'fast', app });
}

/** The sink as deploy/edge.yaml has it. */
function edge() {
  const { telemetry } = loadConfig({ files: join(root, 'deploy/edge.yaml'), env: {} });
  const sink = telemetry?.sinks.rabbitmq;
  if (sink === undefined) throw new Error('deploy/edge.yaml has no sink');
  return sink;
}

const COMMANDS = { type: 'quorum', singleActiveConsumer: true } as const;

describe('the user of a box', () => {
  test('its records have the key site.line.cell.source.group, and reach both queues', async () => {
    const client = await connected(box());
    const sink = new RabbitSink(client, edge());
    onTestFinished(() => sink.close());
    expect(await sink.write([sample(0)])).toEqual({ status: 'success' });
    const reader = await connected(operator());
    const [message] = await (await inbox(reader, 'samples')).first(1);
    expect(message?.routingKey).toBe(KEY);
    const history = await inbox(reader, 'history', { offset: 'first' });
    expect((await history.first(1))[0]?.routingKey).toBe(KEY);
  });

  test.each([
    ['to the place of another cell', { exchange: 'records', routingKey: 'plant-4.line-2.cell-8.press.fast' }],
    ['to a place that begins like its own', { exchange: 'records', routingKey: 'plant-4.line-2.cell-77.press.fast' }],
    ['to another exchange', { exchange: 'amq.topic', routingKey: KEY }],
    ['into a queue by its name', { queue: 'samples' }],
  ])('may not write %s', async (_what, place) => {
    const client = await connected(box());
    await expectFailure(client.sendMessage('x', place), 'EIP_BROKER_DENIED', /access|refused/i);
  });

  test('may not read, make or delete anything', async () => {
    const client = await connected(box());
    await expectFailure(
      client.consumeMessages('samples', () => {}),
      'EIP_BROKER_DENIED',
      /access|refused/i,
    );
    await expectFailure(
      client.consumeMessages('commands.box-7', () => {}),
      'EIP_BROKER_DENIED',
      /access|refused/i,
    );
    const maker = new RabbitClient({ ...box(), queues: { mine: {} } });
    onTestFinished(() => maker.close());
    await expectFailure(maker.connect(), 'EIP_BROKER_DENIED', /mine/);
  });

  test('that takes commands reads its own queue, and answers', async () => {
    const client = await connected({ ...box('box-8'), queues: { 'commands.box-8': COMMANDS } });
    const reader = await connected({ ...operator(), queues: { 'commands.box-7': COMMANDS, answers: {} } });
    await expectFailure(
      client.consumeMessages('commands.box-7', () => {}),
      'EIP_BROKER_DENIED',
      /access|refused/i,
    );
    const commands = await inbox(client, 'commands.box-8', { singleActiveConsumer: true });
    await reader.sendMessage('write', { queue: 'commands.box-8' });
    await commands.first(1);
    await client.sendMessage('done', { queue: 'answers' });
  });
});

describe('a node that dies', () => {
  async function leader(): Promise<Broker> {
    const text = await (nodes.find(({ pid }) => pid !== 0) as Broker).ctl(
      'list_queues',
      '-p',
      'plant',
      'name',
      'leader',
    );
    const name = /^samples\t(\S+)$/m.exec(text)?.[1];
    return nodes.find(({ node }) => node === name) as Broker;
  }

  test('the leader is killed amid the records, then a second one, then both are back: nothing that was accepted is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eip-cluster-'));
    const client = new RabbitClient({ ...box(), maxRetries: 'infinity', retryDelayMs: 200, connectTimeoutMs: 2_000 });
    client.on('error', () => {});
    await client.connect();
    const sink = new RabbitSink(client, { ...edge(), timeoutMs: 5_000 });
    const gateway = new Gateway({
      app,
      sinks: [sink],
      spool: { folder, sinks: { rabbitmq: {} } },
      delivery: { rabbitmq: { maxRecords: 20, retryMinMs: 50, retryMaxMs: 500, probeMs: 200 } },
    });
    onTestFinished(async () => {
      await gateway.stop();
      await client.close();
      rmSync(folder, { recursive: true });
    });
    await gateway.start();
    const delivered = () => client.healthCheck().then(() => gateway.status().sinks.rabbitmq?.delivered ?? 0);
    const emit = async (from: number, count: number) => {
      for (let n = from; n < from + count; n++) await gateway.emit(sample(n));
    };
    await emit(1, 100);
    const first = await leader();
    const killing = first.kill();
    await emit(101, 100);
    await killing;
    // One of three left: no majority, nothing is confirmed, everything is kept.
    const second = nodes.find((node) => node !== first) as Broker;
    await second.kill();
    await emit(201, 100);
    const waiting = await delivered();
    expect(waiting).toBeLessThan(300);
    await first.start();
    await second.start();
    await expect.poll(delivered, { timeout: 150_000 }).toBeGreaterThanOrEqual(300);
    const reader = await connected(operator());
    const seen = new Set<string>();
    await reader.consumeMessages('samples', ({ body }) => void seen.add((body as { name: string }).name), {
      prefetch: 100,
    });
    const wanted = Array.from({ length: 300 }, (_, i) => `n${i + 1}`);
    await expect.poll(() => wanted.filter((name) => !seen.has(name)), { timeout: 60_000 }).toEqual([]);
  }, 300_000);
});
