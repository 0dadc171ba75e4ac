// The gateway of a storm, through its lives.
import { Actor } from './actor.mjs';
import { MemoryWatch } from './memory.mjs';

/** What a gateway would collect in the memory of JavaScript ends it. */
const HEAP_MIB = 64;

export class Gateways {
  #path;
  #actor;
  #memory;
  /** Of each life: what it had lost, what it had missed, how much memory it had. */
  lives = [];
  /** Of each kill: the last sample that was surely kept. */
  kept = [];
  droppedBySpool = 0;

  constructor(path) {
    this.#path = path;
  }

  /** Resolved when it runs: when the process was begun, and when it ran. */
  async start() {
    const spawnedAt = Date.now();
    this.#actor = new Actor('gateway', [this.#path], [`--max-old-space-size=${HEAP_MIB}`]);
    this.#memory = new MemoryWatch(this.#actor.pid);
    const { at } = await this.#actor.hears(({ state }) => state === 'running');
    return { spawnedAt, runningAt: at };
  }

  async status() {
    return await this.#actor.ask('status');
  }

  async kill() {
    const status = await this.status();
    await this.#actor.kill();
    this.#end(status);
    this.kept.push(keptBy(status, this.kept.at(-1)));
  }

  async stop() {
    const status = await this.status();
    this.#actor.say('stop');
    await this.#actor.ended();
    this.#end(status);
  }

  /** However far it came. */
  async dispose() {
    this.#memory?.stop();
    await this.#actor?.kill();
  }

  #end(status) {
    this.#memory.stop();
    const { adapter } = status.sources.cell;
    const { ioNewData, ioSent, ioSkipped, ioLate } = adapter.counters;
    this.droppedBySpool = droppedBySpool(status);
    this.lives.push({
      counted: countedLosses(status),
      ioNewData,
      ioSent,
      ioSkipped,
      ioLate,
      scheduling: adapter.scheduling?.policy ?? null,
      peakKib: this.#memory.peakKib,
    });
  }
}

/** In one life, before the spool: of packets that the kernel dropped, and of values that found no room. */
function countedLosses({ sources }) {
  const { adapter, groups } = sources.cell;
  return adapter.counters.ioKernelDropped + groups.parts.overruns;
}

/** Since there is a spool, through all lives. */
function droppedBySpool({ spool }) {
  return Object.values(spool.sinks.rabbitmq.normal.drops).reduce((sum, entries) => sum + entries, 0);
}

/**
 * Values were kept in their order, one for each sample; and one more for each time that nobody was connected, at the
 * beginning and after each connection but the last.
 */
function keptBy({ sources }) {
  const { connections, groups } = sources.cell;
  return Math.max(0, groups.parts.values - connections);
}
