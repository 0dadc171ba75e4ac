// One client in a process of its own, so that its processor time is its own. It opens what it needs at the start, and
// then runs what it is asked for; every value that it gives is compared.
import { setTimeout as delay } from 'node:timers/promises';
import { answerQuestions } from '../lib/questions.mjs';
import { EXPECTED, FIGURES } from './tags.mjs';

const plan = JSON.parse(process.argv[2]);
const { open } = await import(`./clients/${plan.client}.mjs`);
const expected = { ...EXPECTED };
const client = await open({ ...plan, expected });

const CLOSE_MS = 2_000;
/** Reads in turn until the time is up; looks at the clock after so many. */
const BETWEEN_LOOKS = 16;

async function readInTurn(read, targets, until) {
  let count = 0;
  do {
    for (let n = 0; n < BETWEEN_LOOKS; n++) await read(targets[count++ % targets.length]);
  } while (performance.now() < until);
  return count;
}

/** How often the figure's reads were done. */
async function readFor(figure, ms) {
  const { reads, width = 1 } = FIGURES[figure];
  const until = performance.now() + ms;
  const { loop } = client;
  if (loop !== undefined) return loop(figure, reads, until);
  const counts = await Promise.all(
    Array.from({ length: width }, (_, n) =>
      readInTurn(client.reads[figure], [...reads.slice(n), ...reads.slice(0, n)], until),
    ),
  );
  return counts.reduce((sum, count) => sum + count);
}

async function run({ figure, seconds }) {
  const { user, system } = process.cpuUsage();
  const began = performance.now();
  const count = await readFor(figure, 1_000 * seconds);
  const spent = process.cpuUsage();
  const ms = performance.now() - began;
  const cpuMs = (spent.user + spent.system - user - system) / 1_000;
  return { perSecond: (1_000 * count * FIGURES[figure].counts) / ms, cpuMsPerThousand: (1_000 * cpuMs) / count };
}

answerQuestions(
  {
    run,
    figures: () => client.figures,
    values: () => client.values(),
    expect: (values) => {
      Object.assign(expected, values);
    },
  },
  async () => {
    // Some do not end when something has gone wrong before.
    await Promise.race([client.close(), delay(CLOSE_MS)]);
    setImmediate(() => process.exit(0));
  },
);
