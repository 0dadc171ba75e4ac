/** Commands through a real broker to a controller, and their answers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { EipWriteError } from '../../src/errors.js';
import { RabbitClient } from '../../src/rabbitmq.js';
import { encodeCommand } from '../../src/telemetry.js';
import { Broker } from '../support/broker/broker.js';
import { app, Caller, clientOf, newFolder, press, sourceOf, startedDesk } from './gateway-commands-rig.js';
import { inbox } from './rabbit-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
}, 120_000);
afterAll(() => broker?.dispose());

describe('a command', () => {
  test('is carried out, answered and audited', async () => {
    const { plc } = await press();
    const target = await sourceOf(plc);
    const queue = 'carried out';
    const { desk, records } = await startedDesk(broker, { settings: { queue }, targets: [target] });
    const caller = await Caller.of(broker, queue);
    const command = caller.command({ writes: { Speed: 1200, Total: 9_007_199_254_740_993n }, correlationId: 'job-7' });
    await caller.send(command);
    const [answer] = await caller.answered(1);
    expect(answer).toMatchObject({
      status: 'ok',
      commandId: command.messageId,
      correlationId: 'job-7',
      source: 'press-1',
      app,
      results: { Speed: { status: 'ok' }, Total: { status: 'ok' } },
    });
    expect([plc.read('Speed'), plc.read('Total')]).toEqual([1200, 9_007_199_254_740_993n]);
    await desk.stop();
    const audits = records.filter((record) => record.kind === 'audit');
    expect(audits.map(({ tag, value, previous, result }) => [tag, value, previous, result.status])).toEqual([
      ['Speed', 1200, 42, 'unknown'],
      ['Total', { $int: '9007199254740993' }, { $int: '7' }, 'unknown'],
      ['Speed', 1200, 42, 'ok'],
      ['Total', { $int: '9007199254740993' }, { $int: '7' }, 'ok'],
    ]);
    expect(audits[2]).toMatchObject({
      who: { label: 'test' },
      via: 'command',
      from: 'queue carried out',
      commandId: command.messageId,
      intentId: audits[0]?.messageId,
      correlationId: 'job-7',
    });
    expect(records.at(-1)).toMatchObject({ kind: 'commandResult', status: 'ok', commandId: command.messageId });
    expect(desk.status()).toMatchObject({ answered: { ok: 1 }, active: false, reason: 'stopped', underWay: 0 });
  });

  test.each([
    ['one beyond what may be written', { Guard: true }, 'refused', 'NOT_WRITABLE', false],
    ['one that the controller does not take', { Fixed: 5 }, 'failed', 'EIP_WRITE_REFUSED', false],
    ['a value that the tag can not have', { Speed: 2 ** 40 }, 'refused', 'EIP_VALUE_REFUSED', false],
    ['a tag that is not there', { Nothing: 1 }, 'refused', 'BAD_QUALITY', true],
    ['some that it takes and one that it does not', { Speed: 77, Fixed: 5 }, 'unknown', 'PARTIALLY_WRITTEN', false],
  ])('with %s is told so', async (name, writes, status, code, retryable) => {
    const { plc } = await press();
    const queue = `told ${name}`;
    const writable = { 'press-1': ['Speed', 'Fixed', 'Nothing'] };
    await startedDesk(broker, { settings: { queue, writable }, targets: [await sourceOf(plc)] });
    const answer = await (await Caller.of(broker, queue)).ask({ writes });
    expect(answer).toMatchObject({ status, code, retryable, fallbackRequired: true });
    expect(plc.read('Guard')).toBe(false);
    expect(plc.read('Fixed')).toBe(1);
  });

  test('whose reply is lost is unknown, and not sent again', async () => {
    const faults = [{ service: 'writeTag', action: 'dropReply' }] as const;
    const { plc, writes } = await press({ faults });
    const queue = 'lost reply';
    const { records } = await startedDesk(broker, {
      settings: { queue, writeTimeoutMs: 300 },
      targets: [await sourceOf(plc)],
    });
    const answer = await (await Caller.of(broker, queue)).ask({ writes: { Speed: 5 } });
    expect(answer).toMatchObject({ status: 'unknown', retryable: false, fallbackRequired: true });
    expect([plc.read('Speed'), writes]).toEqual([5, ['Speed']]);
    expect(records.find((record) => record.kind === 'audit' && record.intentId !== undefined)).toMatchObject({
      result: { status: 'unknown' },
    });
  });

  test('for a source that is down is answered at once, and not kept for later', async () => {
    const { plc, writes } = await press();
    const source = await sourceOf(plc);
    const queue = 'down';
    const { desk } = await startedDesk(broker, { settings: { queue }, targets: [source] });
    const caller = await Caller.of(broker, queue);
    await plc.stop();
    await expect.poll(() => source.targetState().state).toBe('down');
    expect(await caller.ask({ writes: { Speed: 5 } })).toMatchObject({
      status: 'refused',
      code: 'SOURCE_DOWN',
      retryable: true,
    });
    expect(writes).toEqual([]);
    expect(await broker.queue(queue)).toMatchObject({ messages: 0 });
    expect(desk.status().answered).toMatchObject({ refused: 1 });
  });

  test('tells the user of the broker, and the values that were there', async () => {
    const { plc } = await press();
    const queue = 'who';
    const { records } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)] });
    const caller = await Caller.of(broker, queue);
    const foreign = new Connection({ hostname: '127.0.0.1', port: broker.amqpPort });
    const publisher = foreign.createPublisher({ confirm: true });
    onTestFinished(async () => {
      await publisher.close();
      await foreign.close();
    });
    const command = caller.command({ writes: { Speed: 5 }, label: 'somebody else' });
    await publisher.send({ routingKey: queue, userId: 'guest' }, encodeCommand(command));
    await caller.answered(1);
    const [intent] = records.filter((record) => record.kind === 'audit');
    expect(intent).toMatchObject({ who: { label: 'somebody else', brokerUser: 'guest' }, previous: 42, value: 5 });
  });

  test('of many tags goes as one; too many are refused', async () => {
    const { plc } = await press();
    const queue = 'many';
    const { records } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)] });
    const caller = await Caller.of(broker, queue);
    const steps = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`Steps[${i}]`, i]));
    const answer = await caller.ask({ writes: steps(1_000) });
    expect([answer.status, Object.keys(answer.results ?? {}).length]).toEqual(['ok', 1_000]);
    expect(plc.read('Steps[999]')).toBe(999);
    expect(await caller.ask({ writes: steps(1_001) })).toMatchObject({ code: 'COMMAND_TOO_LARGE' });
    await expect.poll(() => records.filter(({ kind }) => kind === 'audit').length).toBe(2_000);
  });
});

describe('a command that comes again', () => {
  test('is answered as the first time, and not carried out', async () => {
    const { plc, writes } = await press();
    const queue = 'again';
    const { desk, records } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)] });
    const caller = await Caller.of(broker, queue);
    const command = caller.command({ writes: { Speed: 5 } });
    await caller.send(command);
    await caller.send(command);
    const [first, second] = await caller.answered(2);
    expect(second).toEqual(first);
    const other = { ...command, writes: { Speed: 6 } };
    await caller.send(other);
    const [, , third] = await caller.answered(3);
    expect(third).toMatchObject({ status: 'refused', code: 'COMMAND_ID_REUSED', commandId: command.messageId });
    await caller.send(command);
    expect((await caller.answered(4))[3]).toEqual(first);
    expect(writes).toEqual(['Speed']);
    expect(desk.status()).toMatchObject({ answered: { ok: 1, refused: 1 }, repeated: 2 });
    expect(records.filter(({ kind }) => kind === 'commandResult')).toHaveLength(1);
  });

  test('is refused when an interlock falls while its audit is kept: it is looked at last', async () => {
    const { plc, writes } = await press();
    plc.write('Guard', true);
    const queue = 'interlock falls';
    const interlocks = [{ source: 'press-1', require: { tag: 'Guard', equals: true } }];
    const emit = async () => plc.write('Guard', false);
    const targets = [await sourceOf(plc)];
    const { records } = await startedDesk(broker, { settings: { queue, interlocks }, targets, emit });
    const caller = await Caller.of(broker, queue);
    expect(await caller.ask({ writes: { Speed: 5 } })).toMatchObject({ status: 'refused', code: 'INTERLOCKED' });
    expect(writes).toEqual([]);
    await expect.poll(() => records.length).toBe(3);
    expect(records.flatMap((record) => (record.kind === 'audit' ? record.result.status : []))).toEqual([
      'unknown',
      'refused',
    ]);
  });

  test('is refused again, when what it was refused for is over', async () => {
    const { plc, writes } = await press();
    const queue = 'refused again';
    const interlocks = [{ source: 'press-1', require: { tag: 'Guard', equals: true }, reason: 'close the guard' }];
    await startedDesk(broker, { settings: { queue, interlocks }, targets: [await sourceOf(plc)] });
    const caller = await Caller.of(broker, queue);
    const command = caller.command({ writes: { Speed: 5 } });
    await caller.send(command);
    const [first] = await caller.answered(1);
    expect(first).toMatchObject({ code: 'INTERLOCKED', reason: expect.stringContaining('close the guard') });
    plc.write('Guard', true);
    await caller.send(command);
    expect((await caller.answered(2))[1]).toEqual(first);
    expect(writes).toEqual([]);
    expect(await caller.ask({ writes: { Speed: 5 } })).toMatchObject({ status: 'ok' });
  });
});

describe('what is no command', () => {
  const valid = (caller: Caller) => ({ ...caller.command({ writes: { Speed: 5 } }) }) as Record<string, unknown>;

  test.each<[string, (fields: Record<string, unknown>) => unknown, string | undefined]>([
    ['an unknown field', (fields) => ({ ...fields, onlyIf: 'closed' }), 'EIP_MESSAGE_INVALID'],
    ['nothing to write', (fields) => ({ ...fields, writes: {} }), 'EIP_MESSAGE_INVALID'],
    ['another kind', (fields) => ({ ...fields, kind: 'reset' }), 'EIP_MESSAGE_INVALID'],
    ['a newer version', (fields) => ({ ...fields, schemaVersion: 2 }), 'EIP_MESSAGE_TOO_NEW'],
    ['no source', ({ source: _, ...fields }) => fields, 'EIP_MESSAGE_INVALID'],
    ['too many bytes', (fields) => ({ ...fields, writes: { Speed: 'x'.repeat(200_000) } }), 'EIP_MESSAGE_INVALID'],
    [
      'a million tags',
      (fields) => ({ ...fields, writes: Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => [i, 1])) }),
      undefined,
    ],
    ['an id that is none', (fields) => ({ ...fields, messageId: 'x' }), undefined],
    ['no queue for an answer', ({ replyTo: _, ...fields }) => ({ ...fields, kind: 'x' }), undefined],
    ['no object', () => 'write', undefined],
    ['an answer', (fields) => ({ ...fields, status: 'ok', commandId: fields.messageId }), 'EIP_MESSAGE_INVALID'],
  ])('%s: counted, never carried out, in the dead letters', async (name, change, code) => {
    const { plc, writes } = await press();
    const queue = `none ${name}`;
    const { desk } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)] });
    const caller = await Caller.of(broker, queue);
    const fields = valid(caller);
    const body = Buffer.from(JSON.stringify(change(fields)));
    await caller.send(body);
    await caller.send(caller.command({ writes: { Level: 1 } }));
    const answers = await caller.answered(code === undefined ? 1 : 2);
    if (code !== undefined) expect(answers[0]).toMatchObject({ status: 'refused', code, commandId: fields.messageId });
    expect(answers.at(-1)).toMatchObject({ status: 'ok' });
    expect(writes).toEqual(['Level']);
    expect(desk.status()).toMatchObject({ invalid: 1, answered: { ok: 1 } });
    const dead = await inbox(await clientOf(broker), `${queue}.dead`, { parse: false });
    const [letter] = await dead.first(1);
    expect(letter?.content.equals(body)).toBe(true);
  });

  test.each([
    ['bytes', Buffer.from([0xff, 0x00, 0x7b])],
    ['half a text', Buffer.from('{"messageId":')],
    ['nothing', Buffer.alloc(0)],
    ['deep nesting', Buffer.from('['.repeat(100_000))],
  ])('%s', async (name, body) => {
    const queue = `bytes ${name}`;
    const { desk } = await startedDesk(broker, { settings: { queue } });
    const caller = await Caller.of(broker, queue);
    await caller.send(body);
    const dead = await inbox(await clientOf(broker), `${queue}.dead`, { parse: false });
    expect((await dead.first(1))[0]?.content.equals(body)).toBe(true);
    expect(desk.status().invalid).toBe(1);
  });
});

describe('an answer', () => {
  test('that finds no queue holds nothing up', async () => {
    const { plc } = await press();
    const queue = 'nobody waits';
    const { desk } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)] });
    const caller = await Caller.of(broker, queue);
    await caller.send(caller.command({ writes: { Speed: 5 }, replyTo: 'no-such-queue' }));
    await caller.send(caller.command({ writes: { Speed: 6 }, replyTo: undefined }));
    expect(await caller.ask({ writes: { Level: 1 } })).toMatchObject({ status: 'ok' });
    expect(plc.read('Speed')).toBe(6);
    expect(desk.status()).toMatchObject({ unanswered: 1, answered: { ok: 3 } });
  });

  test('never goes to the queue of commands', async () => {
    const { plc, writes } = await press();
    const queue = 'to itself';
    const { desk, records } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)] });
    const caller = await Caller.of(broker, queue);
    await caller.send(caller.command({ writes: { Speed: 5 }, replyTo: queue }));
    await caller.send(
      Buffer.from(JSON.stringify({ ...caller.command({ writes: { Speed: 5 }, replyTo: queue }), x: 1 })),
    );
    expect(await caller.ask({ writes: { Level: 1 } })).toMatchObject({ status: 'ok' });
    expect(writes).toEqual(['Level']);
    expect(desk.status()).toMatchObject({ invalid: 1, answered: { ok: 1, refused: 1 }, unanswered: 0 });
    expect(records.find(({ kind }) => kind === 'commandResult')).toMatchObject({ code: 'REPLY_TO_REFUSED' });
    expect(await broker.queue(queue)).toMatchObject({ messages: 0 });
  });
});

describe('nothing is written', () => {
  test('when its audit can not be kept; it is told, and goes on afterwards', async () => {
    const { plc, writes } = await press();
    const queue = 'no audit';
    let full = true;
    const { desk } = await startedDesk(broker, {
      settings: { queue },
      targets: [await sourceOf(plc)],
      emit: async () => {
        if (full) throw new EipWriteError('EIP_SPOOL_DISK_FULL', 'no room');
      },
    });
    const caller = await Caller.of(broker, queue);
    const command = caller.command({ writes: { Speed: 5 } });
    await caller.send(command);
    const [first] = await caller.answered(1);
    expect(first).toMatchObject({ status: 'refused', code: 'AUDIT_FAILED', retryable: true, fallbackRequired: true });
    expect(writes).toEqual([]);
    expect(await desk.healthCheck()).toMatchObject({ healthy: false, reason: expect.stringContaining('no room') });
    full = false;
    await caller.send(command);
    expect((await caller.answered(2))[1]).toEqual(first);
    expect(await caller.ask({ writes: { Speed: 6 } })).toMatchObject({ status: 'ok' });
    expect(await desk.healthCheck()).toEqual({ healthy: true, reason: null });
  });

  test('when the journal can not be used', async () => {
    const { plc, writes } = await press();
    const queue = 'no journal';
    const journal = join(newFolder(), 'journal');
    writeFileSync(journal, 'in the way');
    const { desk } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)], journal });
    const caller = await Caller.of(broker, queue);
    const answer = await caller.ask({ writes: { Speed: 5 } });
    expect(answer).toMatchObject({ status: 'refused', code: 'JOURNAL_FAILED', retryable: true });
    expect(answer.reason).toMatch(
      /The journal of commands in .*: the folder can't be used: it is no folder \(EEXIST\)/,
    );
    expect(writes).toEqual([]);
    expect((await desk.healthCheck()).reason).toMatch(/journal/);
  });

  test('from a queue that several may take from: refused in words, until somebody makes it another one', async () => {
    const { plc } = await press();
    const queue = 'for all';
    const caller = await Caller.of(broker, queue);
    const owner = new RabbitClient({ addresses: broker.address, queues: { [queue]: {} } });
    onTestFinished(() => owner.close());
    await owner.connect();
    const { desk } = await startedDesk(broker, { settings: { queue }, targets: [await sourceOf(plc)] });
    expect(desk.status()).toMatchObject({ active: false, reason: expect.stringMatching(/x-single-active-consumer/) });
    await broker.deleteQueue(queue);
    await expect.poll(() => desk.status().active, { timeout: 20_000 }).toBe(true);
    expect(await caller.ask({ writes: { Speed: 5 } })).toMatchObject({ status: 'ok' });
    expect(await desk.healthCheck()).toEqual({ healthy: true, reason: null });
  });
});
