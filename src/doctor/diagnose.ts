/** All checks, within a time: what does not come to an end is told, and left. */
import type { Check, Surroundings } from './check.js';
import { addon } from './checks/addon.js';
import { broker } from './checks/broker.js';
import { clock } from './checks/clock.js';
import { clockSource } from './checks/clock-source.js';
import { container, readContainer } from './checks/container.js';
import { interfaces } from './checks/interfaces.js';
import { multicast } from './checks/multicast.js';
import { nodeVersion } from './checks/node-version.js';
import { packages } from './checks/packages.js';
import { plc } from './checks/plc.js';
import { plcNetwork } from './checks/plc-network.js';
import { httpPort, ports } from './checks/ports.js';
import { realTime } from './checks/real-time.js';
import { reversePath } from './checks/reverse-path.js';
import { spool } from './checks/spool.js';
import { type Finding, findingOf, type Judgement, skipped, warning } from './finding.js';
import type { Subject } from './subject.js';
import { readInterfaces } from './system/interfaces.js';
import { readRoutes } from './system/routes.js';
import { SystemFiles } from './system/system-files.js';
import { printable } from './system/words.js';

/** In the order in which they are told. */
export const CHECKS: readonly Check[] = [
  nodeVersion,
  addon,
  packages,
  interfaces,
  plcNetwork,
  ports,
  httpPort,
  container,
  multicast,
  reversePath,
  realTime,
  clockSource,
  clock,
  spool,
  plc,
  broker,
];

export interface DiagnoseOptions {
  /** For all of it, ms. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Default: those of this machine. */
  readonly files?: SystemFiles;
}

/** What the caller has to know at the end. */
export interface Diagnosis {
  /** A check goes on that nothing can end, as on a disk that does not answer. */
  unfinished: boolean;
}

/** Somebody else's answer gets a third of the time: a connection and a question fit in. */
const ANSWER_SHARE = 3;

/**
 * The findings, each as soon as those before it are known.
 * @throws the signal's reason
 */
export async function* diagnose(
  subject: Subject,
  { timeoutMs, signal, files = new SystemFiles() }: DiagnoseOptions,
): AsyncGenerator<Finding, Diagnosis, undefined> {
  const end = new Deadline(timeoutMs, signal);
  try {
    const around = await surroundings(files, Math.floor(timeoutMs / ANSWER_SHARE), end.signal);
    // Together, so that those who wait for an answer wait at the same time.
    const running = CHECKS.map((check) => ({ id: check.id, judged: end.within(judge(check, subject, around)) }));
    for (const { id, judged } of running) {
      const judgements = await judged;
      signal?.throwIfAborted();
      for (const judgement of judgements ?? [late(timeoutMs)]) yield findingOf(id, judgement);
    }
    return { unfinished: end.passed };
  } finally {
    end.close();
  }
}

async function surroundings(files: SystemFiles, answerMs: number, signal: AbortSignal): Promise<Surroundings> {
  const [own, routes, mark] = await Promise.all([readInterfaces(files), readRoutes(files), readContainer(files)]);
  return { files, interfaces: own, routes, container: mark, answerMs, signal };
}

/** One that fails hinders no other. */
async function judge(check: Check, subject: Subject, around: Surroundings): Promise<readonly Judgement[]> {
  try {
    return await check.run(subject, around);
  } catch (error) {
    return [skipped(`could not be looked at: ${printable(error instanceof Error ? error.message : String(error))}`)];
  }
}

function late(timeoutMs: number): Judgement {
  return warning(
    `no answer within ${timeoutMs / 1_000} s`,
    'Run it again with more time (--timeout): what does not answer then hangs',
  );
}

/** A time that is over once, for all. */
class Deadline {
  passed = false;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly over: Promise<undefined>;
  private readonly onAbort = (): void => this.controller.abort(this.outer?.reason);

  constructor(
    timeoutMs: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    const { signal } = this.controller;
    this.over = new Promise((done) => signal.addEventListener('abort', () => done(undefined), { once: true }));
    this.timer = setTimeout(() => this.controller.abort(new Error('the time is over')), timeoutMs);
    if (outer?.aborted === true) this.onAbort();
    outer?.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Undefined when the time was over first. */
  async within<T>(work: Promise<T>): Promise<T | undefined> {
    const done = await Promise.race([work, this.over]);
    if (done === undefined) this.passed = true;
    return done;
  }

  close(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onAbort);
  }
}
