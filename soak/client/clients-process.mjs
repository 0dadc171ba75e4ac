// All actors with their clients, in a process of its own, so that its memory, descriptors and timers are theirs alone.
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestions } from '../../bench/lib/questions.mjs';
import { Random } from '../random.mjs';
import { Actor } from './actor.mjs';
import { ACTORS, PLCS } from './world.mjs';

const { seed } = JSON.parse(process.argv[2]);
const MOST_TEXTS = 20;
/** Beyond the end of a round: the longest time of a call, several times over. */
const PATIENCE_MS = 60_000;
/** Sockets that were closed leave the loop within some turns of it. */
const TURNS = 20;
/** Time for memory that is freed in the background. */
const SWEPT_MS = 50;

const figures = { broken: 0, texts: [], tallies: {} };
const report = {
  tally(what) {
    figures.tallies[what] = (figures.tallies[what] ?? 0) + 1;
  },
  broken(what) {
    figures.broken++;
    if (figures.texts.length < MOST_TEXTS) figures.texts.push(what);
  },
};
process.on('uncaughtException', (error) => report.broken(`uncaught: ${error.stack}`));
process.on('unhandledRejection', (error) => report.broken(`unhandled: ${error?.stack ?? error}`));

const plcs = Object.keys(PLCS);
const actors = Array.from(
  { length: ACTORS },
  (_, n) => new Actor(n, plcs[n % plcs.length], new Random(seed, `client ${n}`), report),
);

/** The channel to the parent, and output: opened when it is first used. */
const NOT_OURS = new Set(['PipeWrap', 'TTYWrap']);

/** What keeps the process running besides: timers, sockets, attempts to connect. */
function resources() {
  return process.getActiveResourcesInfo().filter((name) => !NOT_OURS.has(name));
}

async function moment() {
  for (let turn = 0; turn < TURNS; turn++) await sleep(1);
  // What is freed in the background, and what the first collection left to finalizers, is gone by the second.
  globalThis.gc();
  await sleep(SWEPT_MS);
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    rssKib: Math.round(rss / 1024),
    heapKib: Math.round((heapUsed + external) / 1024),
    descriptors: readdirSync('/proc/self/fd').length,
    exitListeners: process.listenerCount('exit'),
    resources: resources(),
  };
}

/** Until the time is up; an actor that does not come back waits for something that never comes. */
async function round({ ms }) {
  const until = performance.now() + ms;
  const finished = Promise.all(actors.map((actor) => actor.live(until))).then(() => true);
  if (await Promise.race([finished, sleep(ms + PATIENCE_MS, false, { ref: false })])) return;
  for (const { number, plc, doing } of actors) {
    for (const { what } of doing) report.broken(`${what} of client ${number} (${plc}) never ends`);
  }
  throw new Error(figures.texts.join('\n'));
}

answerQuestions(
  {
    moment,
    round,
    settle: () => Promise.all(actors.map((actor) => actor.settle())).then(() => ({})),
    figures: () => figures,
  },
  async () => {
    // What is left open has been told; it is not to keep the run from its end.
    setImmediate(() => process.exit(0));
  },
);
