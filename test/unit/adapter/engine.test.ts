import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/adapter/engine.js';
import type { NativeEvent, NativeOptions } from '../../../src/native/binding.js';
import { connectionEvent, OPENED, ScriptedAddon } from './scripted-addon.js';

const text = (event: NativeEvent) => (event.type === 'connection' ? `${event.change} ${event.atUs}` : event.type);

/** An open engine and what it told: `index=value` for data. */
function rig(onTold: (what: string, engine: Engine, addon: ScriptedAddon) => void = () => {}) {
  const addon = new ScriptedAddon();
  const told: string[] = [];
  const tell = (what: string) => {
    told.push(what);
    onTold(what, engine, addon);
  };
  const engine: Engine = new Engine(addon, {} as NativeOptions, {
    onData: (index) => tell(`${index}=${engine.outputs[index]?.bytes[0]}`),
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
