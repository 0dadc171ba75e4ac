// npm run soak -- [--minutes N] [--seed S] [--json]: scanners and clients that come, go and misbehave, beside one
// connection that must not suffer. Exit code 1 when anything that must hold did not (soak/README.md).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NodeProcess } from '../bench/lib/process.mjs';
import { tableText } from '../bench/lib/table.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { asking } from './actors/asking.mjs';
import { passing } from './actors/passing.mjs';
import { Reference } from './actors/reference.mjs';
import { rude } from './actors/rude.mjs';
import { scanning } from './actors/scanning.mjs';
import { Check, judgeCounts, judgeGrowth, judgeReference, quietMoment } from './check.mjs';
import { soakOptions } from './options.mjs';
import { Random } from './random.mjs';
import { addressOf } from './world.mjs';

const NO_CONNECTION = { figures: { sent: 0 } };
const print = (text) => process.stdout.write(`${text}\n`);

const ROUND_MS = 30_000;
const LEAST_ROUNDS = 3;
/** Who takes part; each has an address and numbers of its own. */
const CAST = [
  ...[2, 3, 4].map((pair) => ['scanning', scanning(pair)]),
  ...[1, 2].flatMap(() => [
    ['asking', asking],
    ['rude', rude],
  ]),
  ['passing', passing],
];

async function startAdapter() {
  const child = fork(join(import.meta.dirname, 'adapter-process.mjs'), ['{}'], { execArgv: ['--expose-gc'] });
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (message !== 'ready') throw new CommandError('the adapter did not start; npm run build comes first', 1);
  return new NodeProcess(child);
}

/** Steps of one actor until the time is up. What it throws is a broken promise of the adapter. */
async function act({ name, step, ...own }, shared, until) {
  const context = { ...shared, ...own };
  while (performance.now() < until) {
    try {
      await step(context);
    } catch (error) {
      context.check.broken(name, String(error?.message ?? error));
    }
    await sleep(context.random.whole(0, 50));
  }
}

class Soak {
  constructor({ minutes, seed }) {
    this.check = new Check();
    this.tallies = {};
    this.rounds = Math.max(LEAST_ROUNDS, Math.round((minutes * 60_000) / ROUND_MS));
    this.roundMs = (minutes * 60_000) / this.rounds;
    this.moments = [];
    this.actors = CAST.map(([name, step], n) => ({
      name,
      step,
      random: new Random(seed, `actor ${n}`),
      bind: addressOf(n),
    }));
  }

  tally(what, count = 1) {
    this.tallies[what] = (this.tallies[what] ?? 0) + count;
  }

  async round(adapter) {
    const until = performance.now() + this.roundMs;
    const shared = { check: this.check, adapter, elsewhere: addressOf(CAST.length), tally: this.tally.bind(this) };
    await Promise.all(this.actors.map((actor) => act(actor, shared, until)));
    this.moments.push(await quietMoment(this.check, adapter));
  }

  async run(adapter) {
    const reference = new Reference(this.check);
    await reference.open();
    for (let round = 0; round < this.rounds; round++) await this.round(adapter);
    const before = reference.figures();
    const status = await adapter.ask('status');
    const figures = reference.figures();
    judgeReference(this.check, before, status.connections[0] ?? NO_CONNECTION, figures);
    judgeCounts(this.check, status.counters, this.tallies);
    judgeGrowth(this.check, this.moments);
    await reference.close();
    return { reference: figures, counters: status.counters };
  }
}

function show({ seed, minutes }, { check, tallies, moments }, { reference, counters }) {
  const rows = Object.entries(tallies).sort(([a], [b]) => a.localeCompare(b));
  print(tableText(['what happened', 'times'], rows, ['what happened']));
  const cells = moments.map(({ rssKib, heapKib, descriptors }, n) => [n + 1, rssKib, heapKib, descriptors]);
  print(tableText(['quiet moment', 'RSS KiB', 'heap KiB', 'descriptors'], cells));
  print(
    `reference: ${Object.entries(reference)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  );
  const shown = Object.entries(counters).filter(([, value]) => value > 0);
  print(`adapter: ${shown.map(([name, value]) => `${name} ${value}`).join(', ')}`);
  for (const text of check.texts) print(`BROKEN ${text}`);
  print(`${minutes} min, --seed ${seed}: ${check.count === 0 ? 'all held' : `${check.count} broken`}`);
}

await main(async () => {
  const given = soakOptions();
  const soak = new Soak(given);
  const adapter = await startAdapter();
  let result;
  try {
    result = await soak.run(adapter);
  } finally {
    await adapter.stop();
  }
  const { check, tallies, moments } = soak;
  if (given.json)
    print(JSON.stringify({ ...given, broken: check.count, texts: check.texts, tallies, moments, ...result }));
  else show(given, soak, result);
  return check.count === 0 ? 0 : 1;
});
