import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/adapter/engine.js';
import type { NativeEvent, NativeOptions } from '../../../src/native/binding.js';
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
  const engine: Engine = new Engine(addon, { assemblies: [] } as unknown as NativeOptions, {
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
