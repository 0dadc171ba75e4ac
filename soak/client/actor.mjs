// One who makes clients, uses them and ends them, again and again. What a call gives is compared; what it throws has to
// be an error of the package that goes with what may have happened.
import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { EipError, ExplicitClient } from '../../dist/index.mjs';
import { OwnTag } from './own-tag.mjs';
import { CONSTANTS, FIXED, fixedName, OWN, PLCS } from './world.mjs';

/** A controller that loses nothing is waited for; one that does is given little time, so that much happens. */
const STEADY = { timeoutMs: 30_000, rpiMs: 60_000, timeoutMultiplier: 2 };
const rough = (random) => ({
  timeoutMs: random.whole(150, 1_200),
  rpiMs: random.whole(100, 400),
  timeoutMultiplier: 0,
});
const MOST_DEEDS = 12;
/** A steady controller that is busy refuses what is not asked again. */
const REFUSALS = new Set(['EIP_WRITE_REFUSED', 'EIP_READ_REFUSED']);

export class Actor {
  constructor(number, plc, random, report) {
    this.number = number;
    this.plc = plc;
    this.random = random;
    this.report = report;
    this.tags = Object.keys(OWN).map((kind) => new OwnTag(number, kind));
    this.written = 1_000 * (number + 1);
    /** What it waits for, for when it waits in vain. */
    this.doing = new Set();
    /** Lives as long as the actor: what calls leave on it is seen. */
    this.controller = new AbortController();
  }

  /** Waits for what `run` does, and lets that be seen. */
  async during(what, run) {
    const entry = { what };
    this.doing.add(entry);
    try {
      return await run();
    } finally {
      this.doing.delete(entry);
    }
  }

  get isSteady() {
    return this.plc === 'steady';
  }

  async live(until) {
    while (performance.now() < until) {
      await this.clientLife();
      await sleep(this.random.whole(0, 30));
    }
  }

  options() {
    const { random } = this;
    return {
      ...PLCS[this.plc],
      ...(this.isSteady ? STEADY : rough(random)),
      connected: random.chance(0.8),
      connections: random.whole(1, 4),
      connectionSize: random.pick([300, 504, 2_000, 4_002, 4_002]),
      retries: random.whole(0, 2),
      reconnect: random.chance(0.8),
      reconnectMinMs: 5,
      reconnectMaxMs: 200,
    };
  }

  async clientLife() {
    const { random } = this;
    const client = new ExplicitClient(this.options());
    client.on('error', () => this.report.tally('clients given up'));
    client.on('reconnecting', () => this.report.tally('reconnecting'));
    this.report.tally('clients');
    try {
      if (!(await this.connect(client))) return;
      const deeds = Array.from({ length: random.whole(1, MOST_DEEDS) }, () => random.pick(Object.keys(DEEDS)));
      const closesAmid = random.chance(0.2);
      const work = this.work(client, deeds, closesAmid);
      if (closesAmid) {
        await sleep(random.whole(0, 40));
        await this.during('close() amid', () => client.close());
      }
      await work;
    } finally {
      await this.during('close()', () => Promise.all([client.close(), client.close()]));
      this.judgeEnd(client);
    }
  }

  judgeEnd(client) {
    if (client.state !== 'closed') this.report.broken(`a closed client says ${client.state}`);
    const left = getEventListeners(this.controller.signal, 'abort').length;
    if (left > 0) this.report.broken(`${left} listeners left on a signal`);
  }

  async connect(client) {
    const { random, report } = this;
    const aborts = random.chance(0.15);
    const signal = aborts ? AbortSignal.timeout(random.whole(0, 20)) : this.controller.signal;
    try {
      await this.during('connect()', () => client.connect({ signal }));
      report.tally('connected');
      return true;
    } catch (error) {
      if (aborts && signal.aborted) report.tally('connecting was aborted');
      else this.judgeError(error, 'connect()', false);
      return false;
    }
  }

  /** One after the other, or two at a time. */
  async work(client, deeds, closesAmid) {
    const { random } = this;
    while (deeds.length > 0) {
      const [first, second] = deeds.splice(0, random.whole(1, 2));
      // Only reads beside each other: the order of two writes would be unknown.
      const both = second === undefined ? [first] : [first, 'readConstants'];
      await Promise.all(both.map((deed) => this.deed(client, deed, closesAmid)));
    }
  }

  async deed(client, name, closesAmid) {
    const { random, report } = this;
    const aborts = random.chance(0.1);
    const signal = aborts ? AbortSignal.timeout(random.whole(0, 15)) : this.controller.signal;
    try {
      await this.during(name, () => DEEDS[name].call(this, client, { signal }));
      report.tally(name);
    } catch (error) {
      if (aborts && signal.aborted && !(error instanceof EipError)) report.tally('calls aborted');
      else this.judgeError(error, name, closesAmid);
    }
  }

  /** Of the steady controller only what was asked for may fail. */
  judgeError(error, what, closesAmid) {
    const { report } = this;
    if (!(error instanceof EipError)) report.broken(`${what} threw ${error?.stack ?? error}`);
    else if (this.isSteady && !closesAmid && !REFUSALS.has(error.code)) report.broken(`${what}: ${error.message}`);
    else report.tally(error.code);
  }

  judgeResult(name, { quality, value, error }, complaint) {
    if (quality === 'good') {
      const text = complaint(value);
      if (text !== undefined) this.report.broken(text);
    } else if (error === undefined) this.report.broken(`${name} is ${quality} without an error`);
    else throw error;
  }

  /** Writes, and notes what became of it. Aborted: it may have been sent. */
  async write(tag, write, number) {
    try {
      await write();
      tag.wrote(number, 'done');
    } catch (error) {
      tag.wrote(number, error instanceof EipError ? (error.outcome ?? 'unknown') : 'unknown');
      throw error;
    }
  }

  /** The quiet moment: what the tags hold now is what they hold. */
  async settle() {
    const { host, port } = PLCS[this.plc];
    const client = new ExplicitClient({ host, port, timeoutMs: STEADY.timeoutMs });
    try {
      await client.connect();
      const results = await client.readTags(this.tags.map(({ name }) => name));
      for (const tag of this.tags) {
        this.judgeResult(tag.name, results[tag.name], (value) => tag.complaint(value));
        tag.settle(results[tag.name].value);
      }
    } catch (error) {
      this.report.broken(`in the quiet moment: ${error.message}`);
    } finally {
      await client.close();
    }
  }
}

const constantComplaint = (name, value) =>
  isDeepStrictEqual(value, CONSTANTS[name])
    ? undefined
    : `${name} holds ${JSON.stringify(CONSTANTS[name]).slice(0, 40)}, it was read as ${JSON.stringify(value).slice(0, 80)}`;

const DEEDS = {
  async readConstant(client, options) {
    const name = this.random.pick(Object.keys(CONSTANTS));
    const text = constantComplaint(name, await client.readTag(name, options));
    if (text !== undefined) this.report.broken(text);
  },

  async readConstants(client, options) {
    const from = this.random.whole(0, FIXED - 1);
    const names = Array.from({ length: this.random.whole(1, 150) }, (_, i) => fixedName((from + i) % FIXED));
    const results = await client.readTags([...names, 'Words', 'Big'], options);
    for (const [name, result] of Object.entries(results)) {
      this.judgeResult(name, result, (value) => constantComplaint(name, value));
    }
  },

  async readOwn(client, options) {
    const tag = this.random.pick(this.tags);
    const text = tag.complaint(await client.readTag(tag.name, options));
    if (text !== undefined) this.report.broken(text);
  },

  async writeOwn(client, options) {
    const tag = this.random.pick(this.tags);
    const number = ++this.written;
    await this.write(tag, () => client.writeTag(tag.name, tag.valueOf(number), options), number);
  },

  async writeAllOwn(client, options) {
    const number = ++this.written;
    const values = Object.fromEntries(this.tags.map((tag) => [tag.name, tag.valueOf(number)]));
    let results;
    try {
      results = await client.writeTags(values, options);
    } catch (error) {
      for (const tag of this.tags) tag.wrote(number, 'unknown');
      throw error;
    }
    for (const tag of this.tags) {
      const { ok, error } = results[tag.name];
      tag.wrote(number, ok ? 'done' : error.outcome);
    }
    const failed = Object.values(results).find(({ ok }) => !ok);
    if (failed !== undefined) throw failed.error;
  },

  async readStep(client, options) {
    const value = await client.readTag('Program:Main.Step', options);
    if (value !== 77) this.report.broken(`Program:Main.Step holds 77, it was read as ${value}`);
  },

  async healthCheck(client) {
    const { healthy, reason } = await client.healthCheck();
    if (!healthy && reason === null) this.report.broken('not healthy, and no reason');
  },
};
