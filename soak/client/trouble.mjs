// What happens to the controllers while they are used.
import { setTimeout as sleep } from 'node:timers/promises';
import { programOf } from './world.mjs';

const SERVICES = ['readTag', 'writeTag', 'multipleServicePacket', 'readTagFragmented', 'writeTagFragmented', undefined];
const OPENING = ['largeForwardOpen', 'forwardOpen', 'forwardClose', 'getAttributeSingle', 'getInstanceAttributeList'];
const LOSING = ['delay', 'reorder', 'duplicate', 'dropRequest', 'dropReply', 'cutBefore', 'cutAfter', 'refuse'];

function addFault(plc, random, actions, services) {
  const service = random.pick(services);
  plc.addFault({
    action: random.pick(actions),
    ...(service !== undefined && { service }),
    times: random.whole(1, 4),
    skip: random.whole(0, 5),
    delayMs: random.whole(1, 400),
  });
}

const readOf = (plc) => (name, value) => {
  const now = plc.read(name);
  return now === undefined ? value : now;
};

/** Late, twice, out of order, refused: everything arrives in the end. */
const STEADY_DEEDS = {
  'steady: delays': (plc, random) => addFault(plc, random, ['delay', 'duplicate'], SERVICES),
  'steady: busy': (plc, random) => {
    plc.addFault({ action: 'refuse', service: random.pick(['readTag', 'getAttributeSingle']), status: 0x02 });
  },
};

const ROUGH_DEEDS = {
  faults: (plc, random) => addFault(plc, random, LOSING, SERVICES),
  'faults of opening': (plc, random) => addFault(plc, random, LOSING, OPENING),
  cut: (plc) => plc.cutConnections(),
  download: (plc) => plc.download(programOf(readOf(plc))),
  'nobody listens': async (plc, random) => {
    await plc.stop();
    await sleep(random.whole(10, 300));
    await plc.start();
  },
};

async function trouble(plc, random, deeds, most, tally, until) {
  const names = Object.keys(deeds);
  while (performance.now() < until) {
    const name = random.pick(names);
    await deeds[name](plc, random);
    tally(name);
    await sleep(random.whole(20, most));
  }
  plc.clearFaults();
}

/** Until the time is up; afterwards both answer as they should. */
export function makeTrouble({ steady, rough }, randoms, tally, until) {
  return Promise.all([
    trouble(steady, randoms.steady, STEADY_DEEDS, 300, tally, until),
    trouble(rough, randoms.rough, ROUGH_DEEDS, 200, tally, until),
  ]);
}
