// What happens when in a storm, by its seed.
import { Random } from '../random.mjs';

/** One trouble in so many samples. A broker needs some seconds to start, in which two to three thousand pass. */
const CALM = 8_000;
const OF_THE_BROKER = ['stop', 'kill', 'close', 'suspend'];
const OF_THE_GATEWAY = ['killGateway', 'killBoth'];

/** `[at, name]`, by `at`; the gateway is killed once. */
export function plannedTroubles({ seed, samples }) {
  const random = new Random(seed, 'gateway');
  const count = Math.max(1, Math.round(samples / CALM));
  const kill = random.whole(0, count - 1);
  const moments = Array.from({ length: count }, () => random.whole(1, samples)).sort((a, b) => a - b);
  return moments.map((at, index) => [at, random.pick(index === kill ? OF_THE_GATEWAY : OF_THE_BROKER)]);
}
