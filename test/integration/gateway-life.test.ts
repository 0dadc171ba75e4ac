/** The life of a gateway: started in order, stopped in order and in time, closed again when it could not start. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { GatewayState } from '../../src/gateway.js';
import { Gateway } from '../../src/gateway.js';
import { Spool } from '../../src/telemetry.js';
import {
  failing,
  lines,
  newFolder,
  newGateway,
  running,
  sample,
  samples,
  success,
  TestCommands,
  TestSink,
  TestSource,
} from './gateway-rig.js';

const hang = () => new Promise<never>(() => {});
const refuseAll = (batch: readonly unknown[]) => failing(batch as never, [...batch.keys()]);

function parts() {
  const order: string[] = [];
  const told = (what: string) => () => void order.push(what);
  const sink = new TestSink();
  const source = new TestSource('press', told('source starts'), told('source stops'));
  const commands = new TestCommands(told('commands start'), told('commands stop'));
  const close = sink.close.bind(sink);
  sink.close = async () => {
    order.push('sink closes');
    await close();
  };
  return { order, sink, source, commands };
}

describe('a start', () => {
  test('begins with the spool and ends with the commands; a stop goes the other way', async () => {
    const { order, sink, source, commands } = parts();
    const gateway = newGateway({ sinks: [sink], sources: [source], commands });
    const states: GatewayState[] = [gateway.state];
    gateway.on('state', (state) => states.push(state));
    await gateway.start();
    order.push('running');
    await gateway.stop();
    expect(order).toEqual([
      'source starts',
      'commands start',
      'running',
      'commands stop',
      'source stops',
      'sink closes',
    ]);
    expect(states).toEqual(['new', 'starting', 'running', 'stopping', 'stopped']);
  });

  test('takes what a source emits before all have started', async () => {
    const sink = new TestSink();
    const source: TestSource = new TestSource('press', () => source.emit?.(sample(1)));
    const gateway = await running({ sinks: [sink], sources: [source] });
    await gateway.stop();
    expect(sink.given).toHaveLength(1);
  });

  test.each([
    ['a source', (broken: TestSource) => ({ sources: [new TestSource('fine'), broken] })],
    [
      'the commands',
      (broken: TestSource) => ({
        sources: [new TestSource('fine')],
        commands: new TestCommands(() => broken.onStart({})),
      }),
    ],
  ])('that fails at %s closes everything again', async (_, make) => {
    const folder = newFolder();
    const sink = new TestSink();
    const broken = new TestSource('press', () => {
      throw new Error('no such machine');
    });
    const options = make(broken);
    const { logger, events } = lines();
    const gateway = newGateway({ sinks: [sink], spool: { folder }, logger, ...options });
    await expect(gateway.start()).rejects.toThrow('no such machine');
    expect([gateway.state, sink.closed, ...options.sources.map(({ stopped }) => stopped)]).toEqual([
      'failed',
      true,
      ...options.sources.map(() => 1),
    ]);
    expect(events).toContain('gateway.notStarted');
    const health = await gateway.health();
    expect([health.live, health.ready, health.reasons[0]]).toEqual([
      false,
      false,
      expect.stringContaining('no such machine'),
    ]);
    const again = await Spool.open({ folder, sinks: { broker: {} } });
    await again.close();
    await gateway.stop();
    expect(gateway.state).toBe('failed');
  });

  test('fails when the spool is in use, and harms nobody', async () => {
    const folder = newFolder();
    const first = await running({ sinks: [new TestSink()], spool: { folder } });
    const source = new TestSource();
    const second = newGateway({ sinks: [new TestSink()], sources: [source], spool: { folder } });
    await expect(second.start()).rejects.toMatchObject({ code: 'EIP_SPOOL_IN_USE' });
    expect(source.emit).toBeUndefined();
    await first.emit(sample(1));
  });

  test('is ended by a stop, also where a source does not hear of it', async () => {
    const folder = newFolder();
    let begun = (): void => {};
    const starting = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const source = new TestSource('press', () => {
      begun();
      return hang();
    });
    const commands = new TestCommands();
    const gateway = newGateway({ sinks: [new TestSink()], sources: [source], commands, spool: { folder } });
    const started = gateway.start();
    await starting;
    const stopped = gateway.stop();
    await expect(started).rejects.toMatchObject({ code: 'EIP_GATEWAY_NOT_RUNNING' });
    await stopped;
    expect([gateway.state, source.stopped, commands.emit]).toEqual(['stopped', 1, undefined]);
    await (await Spool.open({ folder, sinks: { broker: {} } })).close();
  });

  test('is ended by its signal', async () => {
    const source = new TestSource('press', () => abort.abort(new Error('enough')));
    const abort = new AbortController();
    const gateway = newGateway({ sinks: [new TestSink()], sources: [source] });
    await expect(gateway.start({ signal: abort.signal })).rejects.toThrow('enough');
    expect([gateway.state, source.stopped]).toEqual(['failed', 1]);
    const late = newGateway({ sinks: [new TestSink()] });
    await expect(late.start({ signal: abort.signal })).rejects.toThrow('enough');
  });

  test('is one', async () => {
    const gateway = await running({ sinks: [new TestSink()] });
    await expect(gateway.start()).rejects.toMatchObject({ code: 'EIP_GATEWAY_STARTED' });
    await gateway.stop();
    await expect(gateway.start()).rejects.toMatchObject({ code: 'EIP_GATEWAY_STARTED' });
    const never = newGateway({ sinks: [new TestSink()] });
    const stopped = never.stop();
    await expect(never.start()).rejects.toMatchObject({ code: 'EIP_GATEWAY_STARTED' });
    await stopped;
    expect(never.state).toBe('stopped');
  });
});

describe('a stop', () => {
  test('is the same for all who ask, and for `await using`', async () => {
    const source = new TestSource();
    {
      await using gateway = await running({ sinks: [new TestSink()], sources: [source] });
      await Promise.all([gateway.stop(), gateway.stop()]);
    }
    expect(source.stopped).toBe(1);
  });

  test('takes what sources emit while they stop, delivers it, and takes nothing afterwards', async () => {
    const sink = new TestSink();
    const source: TestSource = new TestSource('press', undefined, () => source.emit?.(sample(1)));
    const gateway = await running({ sinks: [sink], sources: [source] });
    await gateway.stop();
    expect(sink.given).toHaveLength(1);
    await expect(gateway.emit(sample(2))).rejects.toMatchObject({ code: 'EIP_GATEWAY_NOT_RUNNING' });
    await expect(newGateway({ sinks: [sink] }).emit(sample(2))).rejects.toMatchObject({
      code: 'EIP_GATEWAY_NOT_RUNNING',
    });
  });

  test('ends in time when sources, commands and sinks hang; nothing is lost', async () => {
    const folder = newFolder();
    const sink = new TestSink('broker', hang);
    sink.close = hang;
    const { logger, events } = lines();
    const gateway = newGateway({
      sinks: [sink],
      sources: [new TestSource('press', undefined, hang)],
      commands: new TestCommands(undefined, hang),
      spool: { folder },
      stopMs: 20,
      logger,
    });
    await gateway.start();
    const records = samples(3);
    await Promise.all(records.map((record) => gateway.emit(record)));
    await sink.written(1);
    await gateway.stop();
    expect(events.filter((event) => event === 'gateway.notStopped')).toHaveLength(2);
    expect(events).toContain('gateway.notClosed');
    expect(events).toContain('gateway.left');
    const next = new TestSink();
    await (await running({ sinks: [next], spool: { folder } })).stop();
    expect(next.given).toEqual(records);
  });

  test('goes on past parts that reject', async () => {
    const reject = () => {
      throw new Error('no');
    };
    const sink = new TestSink();
    sink.close = reject;
    const gateway = await running({ sinks: [sink], sources: [new TestSource('press', undefined, reject)] });
    await gateway.stop();
    expect(gateway.state).toBe('stopped');
  });

  test('does not wait for a sink that is down: what is for it is on disk', async () => {
    const sink = new TestSink('broker', refuseAll);
    const gateway = await running({
      sinks: [sink],
      stopMs: 600_000,
      delivery: { broker: { breakAfter: 1, probeMs: 600_000 } },
    });
    const opened = once({ on: gateway.on, once: gateway.once.bind(gateway) } as never, 'breaker');
    await gateway.emit(sample(1));
    await opened;
    await gateway.stop();
    expect(gateway.status().sinks.broker).toMatchObject({ breaker: 'open', waiting: 1 });
  });

  test('without a spool waits as long as it may, and tells what is lost', async () => {
    const { logger, events, texts } = lines();
    const sink = new TestSink('broker', refuseAll);
    const gateway = await running({
      sinks: [sink],
      spool: false,
      stopMs: 30,
      logger,
      delivery: { broker: { breakAfter: 1 } },
    });
    await gateway.emit(sample(1));
    await gateway.emit(sample(2));
    await gateway.stop();
    expect(texts[events.indexOf('gateway.lost')]).toBe('2 records for broker were not delivered, and are lost');
  });

  test('waits for a sink that comes back', async () => {
    let tries = 0;
    const sink = new TestSink('broker', (batch) => (++tries < 4 ? refuseAll(batch) : success));
    const gateway = await running({ sinks: [sink], spool: false, stopMs: 600_000 });
    await gateway.emit(sample(1));
    await gateway.stop();
    expect(gateway.status().sinks.broker).toMatchObject({ delivered: 1, redelivered: 1, failures: 3, waiting: 0 });
  });
});

describe('what it is made of', () => {
  const sink = new TestSink();
  const make = (options: object) => () => new Gateway({ sinks: [sink], spool: false, ...options });

  test.each([
    ['no sink', { sinks: [] }, /one at least/],
    ['no list of sinks', { sinks: {} }, /list of sinks/],
    ['a sink without a name', { sinks: [{}] }, /sink with a name/],
    ['a sink that can not write', { sinks: [{ name: 'x' }] }, /"x" has no write\(\)/],
    ['two sinks of one name', { sinks: [sink, sink] }, /Two sinks/],
    ['two sources of one name', { sources: [new TestSource(), new TestSource()] }, /Two sources/],
    ['a source that can not stop', { sources: [{ name: 'x', start: () => {} }] }, /no stop\(\)/],
    ['commands without a status', { commands: new TestSource() }, /no status\(\)/],
  ])('%s is refused', (_, options, message) => expect(make(options)).toThrow(message));

  test.each([
    ['delivery of a sink that is none', { delivery: { brokr: {} } }, 'delivery.brokr', /did you mean "broker"/],
    ['an option of delivery that is none', { delivery: { broker: { probe: 1 } } }, 'delivery.broker.probe', /probeMs/],
    [
      'a spool for a sink that is none',
      { spool: { folder: '/tmp/x', sinks: { brokr: {} } } },
      'spool.sinks.brokr',
      /broker/,
    ],
    ['a stopMs out of range', { stopMs: -1 }, 'stopMs', /0 to 600000/],
    ['an app that is none', { app: { name: '' } }, 'app.name', /name of the service/],
  ])('%s is refused', (_, options, option, message) => {
    expect(make(options)).toThrow(
      expect.objectContaining({ code: 'EIP_OPTION_INVALID', option, message: expect.stringMatching(message) }),
    );
  });

  test('sources are found by their names', () => {
    const source = new TestSource('press');
    const gateway = make({ sources: [source] })();
    expect(gateway.source('press')).toBe(source);
    expect(() => gateway.source('pres')).toThrow(/did you mean "press"/);
  });
});
