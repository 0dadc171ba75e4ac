/** One gateway carries commands out and another takes over: when it is killed, when the broker goes, when it stops. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { CommandTarget } from '../../src/gateway.js';
import { Broker } from '../support/broker/broker.js';
import { Caller, deskOf, newFolder, press, sourceOf, startedDesk } from './gateway-commands-rig.js';
import { deferred } from './rabbit-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
}, 120_000);
afterAll(() => broker?.dispose());

interface Step {
  readonly step: string;
  readonly [more: string]: unknown;
}

/** A gateway in a process of its own. */
class Gateway {
  private readonly steps: Step[] = [];
  private waiting: { readonly step: string; readonly tell: () => void }[] = [];

  private constructor(private readonly child: ChildProcess) {
    createInterface(child.stdout as NodeJS.ReadableStream).on('line', (line) => this.take(JSON.parse(line) as Step));
  }

  static async start(options: object): Promise<Gateway> {
    const script = join(__dirname, 'children/commands-desk.cjs');
    const args = [script, JSON.stringify({ address: broker.address, ...options })];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const gateway = new Gateway(child);
    onTestFinished(() => gateway.kill());
    await gateway.reaches('started');
    return gateway;
  }

  /** Resolves when it has told this step, now or before. */
  async reaches(step: string): Promise<void> {
    if (!this.has(step)) await new Promise<void>((tell) => this.waiting.push({ step, tell }));
  }

  has(step: string): boolean {
    return this.steps.some((one) => one.step === step);
  }

  get audits(): unknown[] {
    return this.steps.filter(({ step }) => step === 'audit').map(({ tag, code, status }) => [tag, code ?? status]);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await ended;
  }

  private take(step: Step): void {
    this.steps.push(step);
    for (const { tell } of this.waiting.filter((one) => one.step === step.step)) tell();
    this.waiting = this.waiting.filter((one) => one.step !== step.step);
  }
}

describe('the gateway that is active is killed', () => {
  test('while it waits: the next one carries out what comes', async () => {
    const { plc, writes } = await press();
    const queue = 'idle';
    const first = await Gateway.start({ queue, port: plc.port, journal: newFolder() });
    const second = await Gateway.start({ queue, port: plc.port, journal: newFolder() });
    const caller = await Caller.of(broker, queue);
    expect(await caller.ask({ writes: { Speed: 1 } })).toMatchObject({ status: 'ok' });
    await expect.poll(async () => (await broker.queue(queue))?.messages).toBe(0);
    expect(second.has('reading')).toBe(false);
    await first.kill();
    expect(await caller.ask({ writes: { Speed: 2 } })).toMatchObject({ status: 'ok' });
    expect(second.has('told')).toBe(true);
    expect([plc.read('Speed'), writes]).toEqual([2, ['Speed', 'Speed']]);
  });

  test.each([
    // What it was about to do, whether the next one has its disk, what is answered, and whether the first one wrote.
    ['reading', true, 'COMMAND_REDELIVERED', 0],
    ['reading', false, 'COMMAND_REDELIVERED', 0],
    ['writing', true, 'COMMAND_INTERRUPTED', 0],
    ['writing', false, 'COMMAND_REDELIVERED', 0],
    ['written', true, 'COMMAND_INTERRUPTED', 1],
    ['written', false, 'COMMAND_REDELIVERED', 1],
  ])('%s, the disk shared: %s: answered %s, and not written again', async (hold, shared, code, written) => {
    const { plc, writes } = await press();
    const queue = `once ${hold} ${shared}`;
    const journal = newFolder();
    const first = await Gateway.start({ queue, port: plc.port, journal, hold });
    const second = await Gateway.start({ queue, port: plc.port, journal: shared ? journal : newFolder() });
    const caller = await Caller.of(broker, queue);
    const command = caller.command({ writes: { Speed: 5 } });
    await caller.send(command);
    await first.reaches(hold);
    await first.kill();
    const [answer] = await caller.answered(1);
    expect(answer).toMatchObject({ status: 'unknown', code, retryable: false, fallbackRequired: true });
    expect(answer?.commandId).toBe(command.messageId);
    await second.reaches('told');
    expect(second.has('writing')).toBe(false);
    expect(second.audits).toEqual([['Speed', code]]);
    expect(writes).toHaveLength(written);
    expect(await caller.ask({ writes: { Level: 1 } })).toMatchObject({ status: 'ok' });
  });

  test.each([
    ['writing', true, 1],
    ['written', true, 2],
    ['written', false, 2],
  ])('%s, the disk shared: %s, something idempotent: it is done again', async (hold, shared, written) => {
    const { plc, writes } = await press();
    const queue = `repeated ${hold} ${shared}`;
    const journal = newFolder();
    const first = await Gateway.start({ queue, port: plc.port, journal, hold });
    await Gateway.start({ queue, port: plc.port, journal: shared ? journal : newFolder() });
    const caller = await Caller.of(broker, queue);
    await caller.send(caller.command({ writes: { Speed: 5 }, idempotent: true }));
    await first.reaches(hold);
    await first.kill();
    expect((await caller.answered(1))[0]).toMatchObject({ status: 'ok' });
    expect([plc.read('Speed'), writes.length]).toEqual([5, written]);
  });

  test('after it answered and before the broker knew: the same answer from its disk, none from another', async () => {
    for (const shared of [true, false]) {
      const { plc, writes } = await press();
      const queue = `told ${shared}`;
      const journal = newFolder();
      const first = await Gateway.start({ queue, port: plc.port, journal, hold: 'told' });
      await Gateway.start({ queue, port: plc.port, journal: shared ? journal : newFolder() });
      const caller = await Caller.of(broker, queue);
      await caller.send(caller.command({ writes: { Speed: 5 } }));
      await first.reaches('told');
      const [before] = await caller.answered(1);
      await first.kill();
      const [, again] = await caller.answered(2);
      if (shared) expect(again).toEqual(before);
      else expect(again).toMatchObject({ status: 'unknown', code: 'COMMAND_REDELIVERED' });
      expect([before?.status, writes]).toEqual(['ok', ['Speed']]);
    }
  });
});

/** A target whose writes hold until they are let go. */
function held(source: CommandTarget) {
  const [begun, letGo] = [deferred(), deferred()];
  const target: CommandTarget = {
    name: source.name,
    targetState: () => source.targetState(),
    tagOf: (name) => source.tagOf(name),
    readTags: (names, options) => source.readTags(names, options),
    lastGood: (tag) => source.lastGood(tag),
    acknowledgeProgram: () => source.acknowledgeProgram(),
    writeTags: async (values, options) => {
      begun.resolve();
      await letGo.promise;
      return source.writeTags(values, options);
    },
  };
  return { target, begun: begun.promise, letGo: letGo.resolve };
}

describe('the broker', () => {
  test('that is away at the start is waited for', async () => {
    const { plc } = await press();
    const queue = 'away';
    await broker.stop();
    const { desk } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)] });
    expect(desk.status()).toMatchObject({ active: false, reason: expect.stringContaining('refused') });
    expect(await desk.healthCheck()).toMatchObject({ healthy: false });
    await broker.start();
    await expect.poll(() => desk.status().active, { timeout: 20_000 }).toBe(true);
    expect(await (await Caller.of(broker, queue)).ask({ writes: { Speed: 5 } })).toMatchObject({ status: 'ok' });
  });

  test('that is killed during a write: it is written once, and answered when the broker is back', async () => {
    const { plc, writes } = await press();
    const queue = 'killed';
    const { target, begun, letGo } = held(await sourceOf(plc));
    const { desk } = await startedDesk(broker, { settings: { queue }, targets: [target] });
    const caller = await Caller.of(broker, queue);
    await caller.send(caller.command({ writes: { Speed: 5 } }));
    await begun;
    await broker.settleDefinitions();
    await broker.kill();
    letGo();
    await expect.poll(() => plc.read('Speed')).toBe(5);
    await broker.start();
    expect((await caller.answered(1))[0]).toMatchObject({ status: 'ok' });
    await expect.poll(() => desk.status().underWay).toBe(0);
    expect(writes).toEqual(['Speed']);
    expect(desk.status().answered).toMatchObject({ ok: 1 });
    await expect.poll(async () => (await broker.queue(queue))?.messages).toBe(0);
  });
});

describe('stop()', () => {
  test('ends what is under way, answers it, and leaves the rest to the next gateway', async () => {
    const { plc, writes } = await press();
    const queue = 'stopped';
    const source = await sourceOf(plc);
    const { target, begun, letGo } = held(source);
    const { desk } = await startedDesk(broker, { settings: { queue }, targets: [target] });
    const next = await startedDesk(broker, { settings: { queue }, targets: [source] });
    const caller = await Caller.of(broker, queue);
    await caller.send(caller.command({ writes: { Speed: 5 } }));
    await begun;
    await caller.send(caller.command({ writes: { Level: 1 } }));
    let isStopped = false;
    const stopping = desk.stop().then(() => {
      isStopped = true;
    });
    expect([isStopped, desk.status().underWay]).toEqual([false, 1]);
    letGo();
    await stopping;
    const answers = await caller.answered(2);
    expect(answers.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(writes).toEqual(['Speed', 'Level']);
    expect([desk.status().answered.ok, next.desk.status().answered.ok]).toEqual([1, 1]);
    await desk.stop();
    expect(await desk.healthCheck()).toEqual({ healthy: false, reason: 'stopped' });
    await expect(desk.start(async () => {})).rejects.toThrow('was started before');
  });

  test('twice at a time ends once, and leaves the queue', async () => {
    const queue = 'left';
    const { desk } = await startedDesk(broker, { settings: { queue } });
    expect(await broker.queue(queue)).toMatchObject({ consumers: 1 });
    await Promise.all([desk.stop(), desk.stop()]);
    await expect.poll(() => broker.queue(queue)).toMatchObject({ consumers: 0 });
  });

  test('before and during a start takes nothing', async () => {
    const early = deskOf(broker, { settings: { queue: 'early' } });
    await early.stop();
    await early.start(async () => {});
    const aborted = deskOf(broker, { settings: { queue: 'early' } });
    await expect(aborted.start(async () => {}, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
    const during = deskOf(broker, { settings: { queue: 'early' } });
    const abort = new AbortController();
    const starting = during.start(async () => {}, { signal: abort.signal });
    abort.abort(new Error('changed my mind'));
    await expect(starting).rejects.toThrow('changed my mind');
    await during.stop();
    expect((await broker.queue('early'))?.consumers ?? 0).toBe(0);
  });
});
