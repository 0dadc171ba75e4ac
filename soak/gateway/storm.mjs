// A storm: a PLC scans a gateway, every packet with a sample more, while broker and gateway are stopped and killed.

import { setTimeout as delay } from 'node:timers/promises';
import { RabbitClient } from '../../dist/rabbitmq.mjs';
import { decodeValue, parseRecord } from '../../dist/telemetry.mjs';
import { Actor } from './actor.mjs';
import { Arrivals } from './arrivals.mjs';
import { ADAPTER, QUEUE, QUEUES, SCANNER, TAG, writeEdge } from './edge.mjs';
import { Gateways } from './gateways.mjs';
import { broken, losses } from './verdict.mjs';

const RPI_MS = 2;
/** Memory of a gateway's own, with all that is not JavaScript's. */
const MOST_KIB = 192 * 1_024;
const ARRIVAL_MS = 120_000;
const LOOK_MS = 100;
/** Samples after the last trouble: all is as before. */
const CALM_AFTER = 500;

/** What may happen. Each is over when what it took is back. */
export const TROUBLES = {
  stop: async ({ broker }) => {
    await broker.stop();
    await broker.start();
  },
  kill: async ({ broker }) => {
    await broker.kill();
    await broker.start();
  },
  close: async ({ broker }) => {
    await broker.closeConnections('a storm');
  },
  suspend: async ({ broker }) => {
    broker.suspend();
    await delay(500);
    broker.resume();
  },
  killGateway: (world) => killGateway(world),
  /** What the gateway kept while the broker was away it has to find again. */
  killBoth: async (world) => {
    await world.broker.kill();
    await world.scanned(250);
    await killGateway(world);
    await world.broker.start();
  },
};

async function killGateway({ gateways, scanner, back }) {
  const from = scanner.messages.length;
  await gateways.kill();
  const { spawnedAt, runningAt } = await gateways.start();
  const { opened, at } = await scanner.hears('opened', from);
  back.push({ afterSpawnMs: at - spawnedAt, afterRunningMs: at - runningAt, opened });
}

/**
 * @param plan broker: of test/support/broker. folder: an empty one. samples: sent at least. troubles: `[at, name]`, at
 * what number of samples, one after the other. spoil(arrival): what is made of a message before it is looked at, to see
 * that it is noticed.
 */
export async function gatewayStorm({ broker, folder, samples, troubles, spoil = (arrival) => [arrival] }) {
  const arrivals = new Arrivals();
  const receiver = await receive(broker.address, (arrival) => {
    for (const each of spoil(arrival)) arrivals.take(each);
  });
  await broker.settleDefinitions();
  const gateways = new Gateways(writeEdge({ address: broker.address, folder }));
  await gateways.start();
  const scanner = new Actor('scanner', [ADAPTER, SCANNER, String(RPI_MS)]);
  try {
    const world = { broker, gateways, scanner, back: [], scanned: (more) => scanned(scanner, more) };
    const happened = await makeTrouble(world, troubles);
    await reached(scanner, samples);
    await world.scanned(CALM_AFTER);
    const sent = await scanner.ask('enough', 'standing');
    await arrived(arrivals, gateways, sent);
    const figures = await scanner.ask('close', 'figures');
    await scanner.ended();
    await gateways.stop();
    return report({ sent, arrivals, figures, gateways, back: world.back, happened });
  } finally {
    await scanner.kill();
    await gateways.dispose();
    await receiver.close();
  }
}

async function receive(address, take) {
  const receiver = new RabbitClient({ addresses: address, queues: QUEUES, maxRetries: 'infinity', retryDelayMs: 200 });
  receiver.on('error', () => {});
  await receiver.connect();
  const onMessage = ({ content, messageId }) => {
    const record = parseRecord(content);
    if (record.kind !== 'sample') return;
    const value = record.values[TAG];
    // Nobody was connected: there is no value, and no sample.
    if (value?.quality === 'good') take({ messageId, sample: decodeValue(value.value) });
  };
  await receiver.consumeMessages(QUEUE, onMessage, { prefetch: 500, requireMessageId: true });
  return receiver;
}

/** The last number that the scanner told of. */
const progressOf = ({ messages }) => messages.findLast((message) => 'progress' in message)?.progress ?? 0;

async function reached(scanner, number) {
  while (progressOf(scanner) < number) await scanner.hears('progress', scanner.messages.length);
}

const scanned = (scanner, more) => reached(scanner, progressOf(scanner) + more);

async function makeTrouble(world, troubles) {
  const happened = {};
  for (const [at, name] of troubles) {
    await reached(world.scanner, at);
    await TROUBLES[name](world);
    happened[name] = (happened[name] ?? 0) + 1;
  }
  return happened;
}

/** All that was kept is with the consumer, or it takes too long. */
async function arrived(arrivals, gateways, sent) {
  const until = performance.now() + ARRIVAL_MS;
  for (;;) {
    const { sinks, router } = await gateways.status();
    const waiting = sinks.rabbitmq.waiting + sinks.rabbitmq.underWay + router.waiting;
    if ((waiting === 0 && arrivals.has(sent)) || performance.now() > until) return;
    await delay(LOOK_MS);
  }
}

function report({
  sent,
  arrivals,
  figures: { sent: _, ...scanner },
  gateways: { lives, kept, droppedBySpool },
  back,
  happened,
}) {
  const missing = arrivals.missing(sent);
  const windows = kept.map((number, index) => [number + 1, back[index].opened - 1]);
  const sum = (key) => lives.reduce((total, life) => total + life[key], 0);
  const seen = {
    sent,
    distinct: arrivals.distinct,
    duplicates: arrivals.duplicates,
    missing,
    windows,
    counted: sum('counted') + droppedBySpool,
    faults: arrivals.faults(sent),
    kills: kept.length,
    scanner,
    adapter: { ioSent: sum('ioSent'), ioSkipped: sum('ioSkipped'), ioLate: sum('ioLate') },
    memory: { peakKib: Math.max(...lives.map(({ peakKib }) => peakKib)), limitKib: MOST_KIB },
    back,
  };
  return { ...seen, lostInWindows: losses(seen).inWindows, lives, happened, broken: broken(seen) };
}
