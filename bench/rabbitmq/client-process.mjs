// One client in a process of its own, so that its processor time is its own.
import { answerQuestions } from '../lib/questions.mjs';
import { bodyOf } from './messages.mjs';

const plan = JSON.parse(process.argv[2]);
const { open } = await import(`./clients/${plan.client}.mjs`);
const client = await open(plan);

/** Confirmed messages until the time is up, so many under way; numbered from `first`. */
async function send({ first, width, seconds, corrupt }) {
  const { user, system } = process.cpuUsage();
  const began = performance.now();
  const until = began + 1_000 * seconds;
  let next = first;
  const sendInTurn = async () => {
    while (performance.now() < until) {
      const n = next++;
      await client.send(corrupt ? { ...bodyOf(n), kind: 'other' } : bodyOf(n));
    }
  };
  await Promise.all(Array.from({ length: width }, sendInTurn));
  const ms = performance.now() - began;
  const spent = process.cpuUsage();
  const cpuMs = (spent.user + spent.system - user - system) / 1_000;
  const count = next - first;
  return { count, perSecond: (1_000 * count) / ms, perCpuSecond: (1_000 * count) / cpuMs };
}

answerQuestions({ send }, async () => {
  await client.close();
});
