// One way from a sample to the broker, in a process of its own, so that its processor time is its own.
import { answerQuestions } from '../lib/questions.mjs';
import { sampleOf } from './samples.mjs';

const plan = JSON.parse(process.argv[2]);
const { open } = await import(`./ways/${plan.way}.mjs`);
const way = await open(plan);

/** So many samples are on their way at most. */
const MOST_UNDER_WAY = 1_000;
/** Begun in one turn of the event loop. */
const AT_ONCE = 50;

/** As many samples as are confirmed in the time; numbered from `first`. */
async function send({ first, seconds, corrupt }) {
  const { user, system } = process.cpuUsage();
  const began = performance.now();
  const until = began + 1_000 * seconds;
  let next = first;
  const confirmedBefore = way.confirmed;
  const confirmed = () => first + way.confirmed - confirmedBefore;
  while (performance.now() < until) {
    for (let i = 0; i < AT_ONCE; i++) way.send(sampleOf(next++, corrupt));
    await way.until(() => next - confirmed() <= MOST_UNDER_WAY - AT_ONCE);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await way.until(() => confirmed() === next);
  const ms = performance.now() - began;
  const spent = process.cpuUsage();
  const cpuUs = spent.user + spent.system - user - system;
  const count = next - first;
  return { count, perSecond: (1_000 * count) / ms, cpuUs: cpuUs / count };
}

/** So many samples a second, evenly. */
async function sendEvenly({ first, seconds, perSecond }) {
  const began = performance.now();
  const count = Math.max(1, Math.round(seconds * perSecond));
  const confirmedBefore = way.confirmed;
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1_000) * perSecond) + 1);
    while (sent < due) way.send(sampleOf(first + sent++));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await way.until(() => way.confirmed - confirmedBefore === count);
  return { count };
}

answerQuestions({ send, sendEvenly }, () => way.close());
