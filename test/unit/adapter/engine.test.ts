import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/adapter/engine.js';
import type { NativeAssembly, NativeEvent, NativeOptions } from '../../../src/native/binding.js';
import { connectionEvent, OPENED, ScriptedAddon } from './scripted-addon.js';

const text = (event: NativeEvent) => (event.type === 'connection' ? `${event.change} ${event.atUs}` : event.type);

/** The first byte of what is told now. */
function toldOf(engine: Engine, index: number): number | undefined {
  const image = engine.outputs[index];
  return image?.history === undefined ? image?.bytes[0] : image.history.take()?.bytes[0];
}

/** An open engine and what it told: `index=value` for data. */
function rig(onTold: (what: string, engine: Engine, addon: ScriptedAddon) => void = () => {}, history = false) {
  const addon = new ScriptedAddon(history);
  const told: string[] = [];
  const tell = (what: string) => {
    told.push(what);
    onTold(what, engine, addon);
  };
  const engine: Engine = new Engine(addon, { assemblies: [], limits: { assemblies: 3 } } as unknown as NativeOptions, {
    onData: (index) => tell(`${index}=${toldOf(engine, index)}`),
    onEvent: (event) => tell(text(event)),
  });
  expect(engine.open()).toBe(OPENED);
  return { engine, addon, told };
}

describe('Engine: order', () => {
  it('data and events are told by the time at which they came', () => {
    const { addon, told } = rig();
    addon.arrive(1, 11, 30);
    addon.happen(connectionEvent('opened', 10), connectionEvent('closed', 40));
    addon.arrive(0, 22, 20);
    addon.wake();
    expect(told).toEqual(['opened 10', '0=22', '1=11', 'closed 40']);
  });

  it('what opens a connection comes before data of the same moment', () => {
    const { addon, told } = rig();
    addon.arrive(0, 1, 10);
    addon.happen(connectionEvent('opened', 10));
    addon.wake();
    expect(told).toEqual(['opened 10', '0=1']);
  });

  it('events without a time keep their place among the others', () => {
    const { addon, told } = rig();
    addon.happen(connectionEvent('aborted', 50), { type: 'liveness', forMs: 5 });
    addon.arrive(0, 1, 20);
    addon.wake();
    expect(told).toEqual(['0=1', 'aborted 50', 'liveness']);
  });

  it('of several values the latest is told, once', () => {
    const { addon, told } = rig();
    for (const value of [1, 2, 3]) addon.arrive(0, value, value);
    addon.wake();
    expect(told).toEqual(['0=3']);
  });
});

describe('Engine: wake-ups', () => {
  it('what comes while it tells is told too', () => {
    const { addon, told } = rig((what, _engine, peer) => {
      if (what === '0=1') peer.arrive(0, 2, 2);
    });
    addon.arrive(0, 1, 1);
    addon.wake();
    expect(told).toEqual(['0=1', '0=2']);
  });

  it('under a flood it gives way after some drains; the next wake-up goes on', () => {
    let value = 0;
    const { addon, told } = rig((_what, _engine, peer) => {
      value++;
      peer.arrive(0, value, value);
    });
    addon.arrive(0, 0, 0);
    addon.wake();
    expect(told.length).toBeGreaterThan(1);
    expect(told.length).toBeLessThan(20);
    const before = told.length;
    addon.wake();
    expect(told.length).toBeGreaterThan(before);
  });
});

describe('Engine: a history', () => {
  const withHistory = (onTold?: Parameters<typeof rig>[0]) => rig(onTold, true);
  const turn = () => new Promise((done) => setImmediate(done));

  it('tells every value in order', () => {
    const { addon, told } = withHistory();
    for (const value of [1, 2, 3]) addon.arrive(0, value, value);
    addon.wake();
    expect(told).toEqual(['0=1', '0=2', '0=3']);
  });

  it('merges its values with other data and events by time', () => {
    const { addon, told } = withHistory();
    for (const at of [10, 30]) addon.arrive(0, at, at);
    addon.arrive(1, 20, 20);
    addon.happen(connectionEvent('opened', 5), connectionEvent('closed', 25));
    addon.wake();
    expect(told).toEqual(['opened 5', '0=10', '1=20', 'closed 25', '0=30']);
  });

  it('of many values some are told in one go; the rest follows in later turns, and so does what came behind them', async () => {
    const { addon, told } = withHistory();
    arriveMany(addon);
    addon.arrive(1, 7, MANY + 1);
    addon.happen(connectionEvent('closed', MANY + 2));
    addon.wake();
    expect(told.length).toBeLessThan(MANY);
    await turn();
    await turn();
    const values = Array.from({ length: MANY }, (_, i) => `0=${(i + 1) & 0xff}`);
    expect(told).toEqual([...values, '1=7', `closed ${MANY + 2}`]);
  });

  it('closing tells the last events and drops the values that were put off', async () => {
    const { engine, addon, told } = withHistory();
    arriveMany(addon);
    addon.wake();
    addon.last.push(connectionEvent('aborted', MANY + 1));
    const before = told.length;
    engine.close();
    await turn();
    expect(told.slice(before)).toEqual([`aborted ${MANY + 1}`]);
  });

  const MANY = 1500;
  function arriveMany(addon: ScriptedAddon): void {
    for (let at = 1; at <= MANY; at++) addon.arrive(0, at & 0xff, at);
  }
});

describe('Engine: close', () => {
  it('tells what the addon left behind, and nothing after it', () => {
    const { engine, addon, told } = rig();
    addon.last.push(connectionEvent('aborted', 9));
    engine.close();
    addon.arrive(0, 1, 10);
    addon.wake();
    engine.close();
    expect(told).toEqual(['aborted 9']);
    expect(addon.calls).toEqual(['open', 'close']);
  });

  it('inside a listener: no more data, but the events that were on the way and the last ones, in order', () => {
    const { addon, told } = rig((what, engine) => {
      if (what === '0=1') engine.close();
    });
    addon.last.push(connectionEvent('aborted', 99));
    addon.arrive(0, 1, 1);
    addon.arrive(1, 2, 2);
    addon.happen(connectionEvent('closed', 3));
    addon.wake();
    expect(told).toEqual(['0=1', 'closed 3', 'aborted 99']);
  });

  it('inside a listener when only data was on the way: the last events are told all the same', () => {
    const { addon, told } = rig((what, engine) => {
      if (what === '0=1') engine.close();
    });
    addon.last.push(connectionEvent('aborted', 99));
    addon.arrive(0, 1, 1);
    addon.arrive(1, 2, 2);
    addon.wake();
    expect(told).toEqual(['0=1', 'aborted 99']);
  });

  it('abandon() tells nothing', () => {
    const { engine, addon, told } = rig();
    addon.last.push(connectionEvent('aborted', 9));
    engine.abandon();
    expect(told).toEqual([]);
    expect(addon.calls).toEqual(['open', 'close']);
  });

  it('ref() reaches an open addon only', () => {
    const { engine, addon } = rig();
    engine.ref(false);
    engine.close();
    engine.ref(true);
    expect(addon.calls).toEqual(['open', 'ref false', 'close']);
  });
});

describe('Engine: liveness', () => {
  it('a beat moves the word', () => {
    const { engine, addon } = rig();
    engine.beat();
    engine.beat();
    expect(addon.livenessWord).toBe(2);
  });
});

describe('Engine: assemblies that come and go', () => {
  const ASSEMBLY = { instance: 9, kind: 'explicit' } as unknown as NativeAssembly;
  const done: NativeEvent = { type: 'done', problem: undefined };
  const turn = () => new Promise((next) => setImmediate(next));

  /** A rig with an assembly of index 2 under way. */
  function adding(settled: unknown[]) {
    const { engine, addon, told } = rig();
    const image = engine.prepare(ASSEMBLY);
    engine.add(ASSEMBLY, image, [], (outcome) => settled.push(outcome));
    return { engine, addon, told, image };
  }

  it('what comes for a new one waits until whoever added it could listen', async () => {
    const settled: unknown[] = [];
    const { addon, told, image } = adding(settled);
    addon.arriveIn(image.memory, image.index, 7, 20);
    addon.happen(done);
    addon.wake();
    expect([settled, told]).toEqual([[{}], []]);
    await turn();
    expect(told).toEqual(['2=7']);
    addon.arriveIn(image.memory, image.index, 8, 30);
    addon.wake();
    expect(told).toEqual(['2=7', '2=8']);
  });

  it('is acknowledged behind everything that came before', () => {
    const { engine, addon, told } = rig();
    engine.removePoint(1, 2, () => told.push('done'));
    addon.happen(connectionEvent('aborted', 10), done, connectionEvent('opened', 10));
    addon.wake();
    expect(told).toEqual(['aborted 10', 'done', 'opened 10']);
  });

  it('what the ring still holds of a removed one is told to nobody, and the others stay in it', async () => {
    let memory: Int32Array = new Int32Array();
    const { engine, addon, told } = rig((what) => {
      if (what !== 'aborted 10') return;
      addon.arriveIn(memory, 2, 7, 5); // behind the look at the ring, before the acknowledgement
      addon.arrive(1, 2, 6);
    });
    const image = engine.prepare(ASSEMBLY);
    memory = image.memory;
    engine.add(ASSEMBLY, image, [], () => {});
    addon.happen(done);
    addon.wake();
    await turn();
    engine.removeAssembly(image.index, () => told.push('removed'));
    addon.happen(connectionEvent('aborted', 10), done);
    addon.wake();
    expect(engine.prepare(ASSEMBLY).index).toBe(image.index);
    await turn();
    expect(told).toEqual(['aborted 10', 'removed', '1=2']);
  });

  it('an index is not used again before everything was told', () => {
    const { engine, addon, image } = adding([]);
    const again: unknown[] = [];
    addon.happen(done);
    addon.wake();
    engine.removeAssembly(image.index, () => {
      try {
        engine.prepare(ASSEMBLY);
      } catch (error) {
        again.push((error as Error).message);
      }
    });
    addon.happen(done);
    addon.wake();
    expect(again).toEqual(['limits.assemblies is reached']);
    expect(engine.prepare(ASSEMBLY).index).toBe(image.index);
  });

  it('what the I/O thread does not take is not there, and its index is free', () => {
    const settled: unknown[] = [];
    const { engine, addon, image } = adding(settled);
    addon.happen({ type: 'done', problem: 'no' });
    addon.wake();
    expect(settled).toEqual([{ problem: 'no' }]);
    expect([engine.outputs[image.index], engine.prepare(ASSEMBLY).index]).toEqual([undefined, image.index]);
  });

  it('memory that the addon does not get is the cause, and later changes go on', () => {
    const { engine, addon } = rig();
    const cause = new RangeError('memory');
    const settled: unknown[] = [];
    addon.onChange = () => {
      throw cause;
    };
    engine.add(ASSEMBLY, engine.prepare(ASSEMBLY), [], (outcome) => settled.push(outcome));
    addon.onChange = () => true;
    engine.removePoint(1, 2, (outcome) => settled.push(outcome));
    addon.happen(done);
    addon.wake();
    expect(settled).toEqual([{ cause }, {}]);
  });

  it('closing ends what is not acknowledged, behind what is', () => {
    const { engine, addon, told } = rig();
    engine.removePoint(1, 2, (outcome) => told.push(outcome.cause === undefined ? 'done' : 'stopped'));
    engine.removePoint(3, 4, (outcome) => told.push(outcome.cause === undefined ? 'done' : 'stopped'));
    addon.last.push(done, connectionEvent('aborted', 10));
    engine.close();
    expect(told).toEqual(['done', 'aborted 10', 'stopped']);
    engine.removePoint(5, 6, (outcome) => told.push((outcome.cause as { code: string }).code));
    expect(told).toEqual(['done', 'aborted 10', 'stopped', 'EIP_ADAPTER_NOT_STARTED']);
  });
});
