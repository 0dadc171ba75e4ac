// I/O connections that come and go: every type, both classes, every trigger; closed, or left without a word.
import { setTimeout as sleep } from 'node:timers/promises';
import { readPattern, writePattern } from '../../bench/lib/pattern.mjs';
import { Scanner } from '../../dist/testing.mjs';
import * as world from '../world.mjs';

const DATA_WAIT_MS = 10_000;
/** Longer than any of our event loops stands still. */
const LEAST_TIMEOUT_MS = 2_000;
const OWNERSHIP_CONFLICT = 0x0106;
const NO_PRODUCER = 0x0119;
/** For whoever looks at the clock. */
const SLACK_MS = 1_000;

/** An owner of the nth pair: what it writes comes back through JavaScript. */
function ownerOf(n) {
  return {
    output: { instance: world.outputOf(n), size: world.SIZE },
    input: { instance: world.inputOf(n), size: world.SIZE },
  };
}

const heartbeat = (instance) => ({
  output: { instance, size: 0 },
  input: { instance: world.SHARED_INPUT, size: world.SIZE },
});

function formOf(random, pair) {
  const type = random.pick(['owner', 'owner', 'input', 'listen']);
  if (type === 'owner') return { type, ...ownerOf(pair) };
  return { type, ...heartbeat(type === 'input' ? world.INPUT_ONLY : world.LISTEN_ONLY) };
}

/** The first packet that this scanner can take: for an owner, the one that answers what it wrote. */
function answered(scanner, isAnswer, check) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer over the connection')), DATA_WAIT_MS);
    const take = ({ value }) => {
      const number = readPattern(value);
      if (number < 0 && value.some((byte) => byte !== 0)) check.broken('scanning', 'a T->O value is not whole');
      if (!isAnswer(number)) return;
      scanner.off('data', take);
      clearTimeout(timer);
      resolve();
    };
    scanner.on('data', take);
    scanner.once('closed', ({ reason }) => {
      clearTimeout(timer);
      reject(new Error(`the connection ended: ${reason}`));
    });
  });
}

const timeoutOf = ({ rpiMs, timeoutMultiplier }) => (4 << timeoutMultiplier) * rpiMs;

function multiplierOf(rpiMs) {
  return Math.min(7, Math.max(0, Math.ceil(Math.log2(LEAST_TIMEOUT_MS / (4 * rpiMs)))));
}

function optionsOf(random, pair, bind) {
  const rpiMs = random.whole(5, 60);
  return {
    host: world.ADAPTER,
    bind,
    ioPort: 0,
    rpiMs,
    timeoutMultiplier: multiplierOf(rpiMs),
    transportClass: random.pick([0, 1, 1]),
    trigger: random.pick(['cyclic', 'cyclic', 'changeOfState', 'application']),
    config: null,
    ...formOf(random, pair),
  };
}

class Scanning {
  /** @param pair its own, so that it competes with nobody but where it means to */
  constructor(pair) {
    this.pair = pair;
    this.written = 0;
    /** Until when the adapter may hold an owner that was left without a word. */
    this.heldUntil = 0;
  }

  async step(context) {
    const options = optionsOf(context.random, this.pair, context.bind);
    const scanner = new Scanner(options);
    const bytes = new Uint8Array(world.SIZE);
    writePattern(bytes, ++this.written);
    if (options.type === 'owner') scanner.write(bytes);
    const refusal = await this.open(scanner, options);
    if (refusal !== undefined) return context.tally(refusal);
    context.tally('I/O connections');
    await this.live(scanner, options, context);
    await this.leave(scanner, options, context.random);
  }

  /** What a refusal that has to be is called; undefined: it is open. */
  async open(scanner, { type }) {
    try {
      await scanner.open();
      return undefined;
    } catch (error) {
      if (type === 'listen' && error.extendedStatus === NO_PRODUCER) return 'listeners refused';
      const isHeld = type === 'owner' && performance.now() < this.heldUntil;
      if (isHeld && error.extendedStatus === OWNERSHIP_CONFLICT) return 'owners not forgotten yet';
      throw error;
    }
  }

  /** A listener goes with the last one that it listened to; nobody else ends by itself. */
  async live(scanner, options, { random, check }) {
    const isOwner = options.type === 'owner';
    const isAnswer = isOwner ? (number) => number === this.written : (number) => number > 0;
    try {
      await answered(scanner, isAnswer, check);
      if (isOwner && random.chance(0.2)) await refusedTwice(options, check);
      await sleep(random.whole(10, 800));
    } catch (error) {
      if (options.type !== 'listen') throw error;
    }
  }

  async leave(scanner, options, random) {
    const { type } = options;
    if (random.chance(0.3) || scanner.state === 'closed') {
      if (type === 'owner') this.heldUntil = performance.now() + timeoutOf(options) + SLACK_MS;
      return scanner.destroy();
    }
    await scanner.close().catch((error) => {
      if (type !== 'listen') throw error;
    });
  }
}

export function scanning(pair) {
  const actor = new Scanning(pair);
  return (context) => actor.step(context);
}

/** A second owner of the same output is told who is in the way. */
async function refusedTwice(options, check) {
  const second = new Scanner({ ...options, timeoutMs: 5_000 });
  try {
    await second.open();
    check.broken('scanning', 'two owners of one output');
    await second.close();
  } catch (error) {
    if (error.extendedStatus !== OWNERSHIP_CONFLICT) check.broken('scanning', `the second owner: ${error.message}`);
  }
}
