/** Commands through a real broker to a controller, and their answers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Broker } from '../support/broker/broker.js';
import { app, Caller, press, startedDesk } from './gateway-commands-rig.js';

let broker: Broker;
beforeAll(async () => {
  broker = await Broker.launch();
}, 120_000);
afterAll(() => broker?.dispose());

describe('a command', () => {
  test('is carried out, answered and audited', async () => {
    const { plc, target } = await press();
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
});
