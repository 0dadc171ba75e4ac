// npm run soak:client -- [--minutes N] [--seed S] [--json]: clients that connect, read, write, are aborted, cut and closed,
// against controllers that delay, drop, cut, refuse and get other programs. Exit code 1 when anything that must hold did
// not (soak/README.md).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NodeProcess } from '../bench/lib/process.mjs';
import { tableText } from '../bench/lib/table.mjs';
import { LogixSimulator } from '../dist/testing.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { Check } from './check.mjs';
import { emptied, judgeMemory, judgeMoment, judgeSteady } from './client/check.mjs';
import { makeTrouble } from './client/trouble.mjs';
import { PLCS, programOf } from './client/world.mjs';
import { soakOptions } from './options.mjs';
import { Random } from './random.mjs';

const ROUND_MS = 30_000;
const LEAST_ROUNDS = 3;
/** So few that clients who leave some behind run the others out of them. */
const LIMITS = { connections: 40, sessions: 64 };

const print = (text) => process.stdout.write(`${text}\n`);

class ClientSoak {
  constructor({ minutes, seed }) {
    this.check = new Check();
    this.tallies = {};
    this.rounds = Math.max(LEAST_ROUNDS, Math.round((minutes * 60_000) / ROUND_MS));
    this.roundMs = (minutes * 60_000) / this.rounds;
    this.moments = [];
    this.connections = {};
    this.plcs = {};
    this.randoms = {};
    for (const [name, place] of Object.entries(PLCS)) {
      const counted = { opened: 0, closed: 0, timedOut: 0 };
      this.connections[name] = counted;
      this.plcs[name] = new LogixSimulator({ ...place, ...programOf(), limits: LIMITS });
      this.plcs[name].on('connection', ({ kind }) => {
        counted[kind]++;
      });
      this.randoms[name] = new Random(seed, name);
    }
  }

  async start() {
    for (const plc of Object.values(this.plcs)) await plc.start();
    // What the clients read there is not what they are told: they have to notice.
    if (process.env.EIP_SOAK_CORRUPT !== undefined) this.plcs.steady.write('Fixed3', 1);
  }

  async stop() {
    for (const plc of Object.values(this.plcs)) await plc.stop();
  }

  tally(what) {
    this.tallies[what] = (this.tallies[what] ?? 0) + 1;
  }

  async round(clients) {
    const until = performance.now() + this.roundMs;
    const troubled = makeTrouble(this.plcs, this.randoms, this.tally.bind(this), until);
    await Promise.all([clients.ask('round', { ms: this.roundMs }), troubled]);
    await this.quiet();
    await clients.ask('settle');
    await this.quiet();
    const now = await clients.ask('moment');
    judgeMoment(this.check, now);
    this.moments.push(now);
  }

  async quiet() {
    for (const [name, plc] of Object.entries(this.plcs)) await emptied(this.check, name, plc);
    judgeSteady(this.check, this.connections.steady);
  }

  async run(clients) {
    for (let round = 0; round < this.rounds; round++) await this.round(clients);
    judgeMemory(this.check, this.moments);
    const { broken, texts, tallies } = await clients.ask('figures');
    for (const text of texts) this.check.broken('client', text);
    this.check.count += broken - texts.length;
    this.tallies = { ...this.tallies, ...tallies };
  }
}

/** A nursery that stays small: it would else grow in steps of many MiB, which resident memory can't tell from a leak. */
const NODE_OPTIONS = ['--expose-gc', '--max-semi-space-size=4'];

async function startClients(seed) {
  const script = join(import.meta.dirname, 'client', 'clients-process.mjs');
  const child = fork(script, [JSON.stringify({ seed })], { execArgv: NODE_OPTIONS });
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (message !== 'ready') throw new CommandError('the clients did not start; npm run build comes first', 1);
  return new NodeProcess(child);
}

function show({ seed, minutes }, { check, tallies, moments, connections }) {
  const rows = Object.entries(tallies).sort(([a], [b]) => a.localeCompare(b));
  print(tableText(['what happened', 'times'], rows, ['what happened']));
  const cells = moments.map(({ rssKib, heapKib, descriptors }, n) => [n + 1, rssKib, heapKib, descriptors]);
  print(tableText(['quiet moment', 'RSS KiB', 'heap KiB', 'descriptors'], cells));
  for (const [name, counted] of Object.entries(connections)) {
    print(
      `${name}: ${Object.entries(counted)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')}`,
    );
  }
  for (const text of check.texts) print(`BROKEN ${text}`);
  print(`${minutes} min, --seed ${seed}: ${check.count === 0 ? 'all held' : `${check.count} broken`}`);
}

await main(async () => {
  const given = soakOptions();
  const soak = new ClientSoak(given);
  await soak.start();
  try {
    const clients = await startClients(given.seed);
    try {
      await soak.run(clients);
    } finally {
      await clients.stop();
    }
  } finally {
    await soak.stop();
  }
  const { check, tallies, moments, connections } = soak;
  if (given.json)
    print(JSON.stringify({ ...given, broken: check.count, texts: check.texts, tallies, moments, connections }));
  else show(given, soak);
  return check.count === 0 ? 0 : 1;
});
