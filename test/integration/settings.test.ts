/** Settings that peers set: allowed or not, kept over a restart or not, refused when they can't be kept. */
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Adapter, type AdapterOptions, CipRefusal, type EipError, type SettingsEvent } from '../../src/index.js';
import { ExplicitSession, objectPath, qosObject, ServiceCode } from '../../src/testing.js';
import { identity, until } from './adapter-rig.js';

const HOST = '127.0.47.2';
const URGENT = { classId: 0x48, instance: 1, attribute: 4 };
const INACTIVITY = { classId: 0xf5, instance: 1, attribute: 13 };

let folder = '';
let settingsFile = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-settings-'));
  settingsFile = join(folder, 'cell.json');
});
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(folder, { recursive: true, force: true });
});

function newAdapter(options: Partial<AdapterOptions> = {}): Adapter {
  const adapter = new Adapter({ host: HOST, port: 0, ioPort: 0, identity, assemblies: {}, ...options });
  cleanups.push(() => adapter.stop());
  return adapter;
}

async function started(options: Partial<AdapterOptions> = {}): Promise<Adapter> {
  const adapter = newAdapter(options);
  await adapter.start();
  return adapter;
}

async function sessionOf(adapter: Adapter): Promise<ExplicitSession> {
  const session = await ExplicitSession.open({ host: HOST, port: adapter.status().port ?? 0 });
  cleanups.push(() => session.destroy());
  return session;
}

/** @returns the general status */
async function set(session: ExplicitSession, value: number): Promise<number> {
  const path = objectPath(URGENT.classId, URGENT.instance, URGENT.attribute);
  return (await session.request({ service: ServiceCode.setAttributeSingle, path, data: Uint8Array.of(value) })).status;
}

const urgent = async (session: ExplicitSession) => qosObject.decode('urgent', await session.getAttributeSingle(URGENT));

test('by default a Set is refused with 0x0F', async () => {
  const adapter = await started();
  expect(await set(await sessionOf(adapter), 1)).toBe(0x0f);
  expect(adapter.status().settings.dscp.urgent).toBe(55);
});

test('the options are what peers read at first', async () => {
  const adapter = await started({ dscp: { urgent: 9 }, inactivityTimeoutS: 60, multicast: { ttl: 4 } });
  const session = await sessionOf(adapter);
  expect(await urgent(session)).toBe(9);
  expect([...(await session.getAttributeSingle(INACTIVITY))]).toEqual([60, 0]);
  expect([...(await session.getAttributeSingle({ ...INACTIVITY, attribute: 8 }))]).toEqual([4]);
});

describe('allowed, without a file', () => {
  test('a Set takes effect, is told, and lasts as long as the adapter', async () => {
    const adapter = await started({ allowSettings: true });
    const told: SettingsEvent[] = [];
    adapter.on('settings', (event) => told.push(event));
    const session = await sessionOf(adapter);
    expect(await set(session, 7)).toBe(0);
    expect(await urgent(session)).toBe(7);
    expect(told.map(({ settings }) => settings.dscp)).toEqual([
      { urgent: 7, scheduled: 47, high: 43, low: 31, explicit: 27 },
    ]);
    expect(adapter.status().settings).toEqual(told[0]?.settings);
    await adapter.stop();
    await adapter.start();
    expect(await urgent(await sessionOf(adapter))).toBe(7);
  });
});

describe('allowed, with a file', () => {
  test('what was set is there when the reply comes, and after a restart', async () => {
    const first = await started({ allowSettings: true, settingsFile });
    expect(await set(await sessionOf(first), 7)).toBe(0);
    expect(JSON.parse(readFileSync(settingsFile, 'utf8'))).toMatchObject({ settings: { dscp: { urgent: 7 } } });
    await first.stop();
    const second = await started({ allowSettings: false, settingsFile, dscp: { urgent: 1 } });
    expect(await urgent(await sessionOf(second))).toBe(7);
  });

  test('several at once: each is answered, and what is kept is what is in effect', async () => {
    const adapter = await started({ allowSettings: true, settingsFile });
    const session = await sessionOf(adapter);
    const other = await sessionOf(adapter);
    const answers = await Promise.all([set(session, 1), set(other, 2), set(session, 3), set(other, 4)]);
    for (const answer of answers) expect([0x00, 0x0c]).toContain(answer);
    expect(answers).toContain(0);
    const kept = JSON.parse(readFileSync(settingsFile, 'utf8')).settings;
    expect(kept.dscp.urgent).toBe(await urgent(session));
    expect(adapter.status().settings).toEqual(kept);
  });

  test('a disk that fails: 0x02, nothing changed, told once until it works again', async () => {
    const adapter = await started({ allowSettings: true, settingsFile });
    const warnings: EipError[] = [];
    adapter.on('warning', (warning) => warnings.push(warning));
    const session = await sessionOf(adapter);
    expect(await set(session, 7)).toBe(0);
    const inTheWay = `${settingsFile}.new`;
    mkdirSync(inTheWay);
    expect([await set(session, 8), await set(session, 9)]).toEqual([0x02, 0x02]);
    expect(await urgent(session)).toBe(7);
    expect(warnings.map(({ code }) => code)).toEqual(['EIP_SETTINGS_NOT_SAVED']);
    rmdirSync(inTheWay);
    symlinkSync('/dev/full', inTheWay);
    expect(await set(session, 10)).toBe(0x02);
    expect(warnings[1]).toMatchObject({ code: 'EIP_SETTINGS_NOT_SAVED', cause: { code: 'ENOSPC' } });
    expect(await set(session, 11)).toBe(0);
    expect(await urgent(session)).toBe(11);
    expect(() => unlinkSync(inTheWay)).toThrow('ENOENT');
  });

  test('a corrupt file: the options count, one warning, kept aside', async () => {
    writeFileSync(settingsFile, '{ "version": 1, "sett');
    const adapter = newAdapter({ allowSettings: true, settingsFile, dscp: { urgent: 3 } });
    const warnings: EipError[] = [];
    adapter.on('warning', (warning) => warnings.push(warning));
    await adapter.start();
    expect(warnings.map(({ code }) => code)).toEqual(['EIP_SETTINGS_CORRUPT']);
    expect(warnings[0]?.message).toContain('it is no JSON; it is kept as');
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^cell\.json\.corrupt-/)]);
    expect(await urgent(await sessionOf(adapter))).toBe(3);
  });

  test('a newer version: start() is refused, the file stays', async () => {
    writeFileSync(settingsFile, '{ "version": 9 }');
    const adapter = newAdapter({ settingsFile });
    await expect(adapter.start()).rejects.toMatchObject({ code: 'EIP_SETTINGS_FILE' });
    expect(readFileSync(settingsFile, 'utf8')).toBe('{ "version": 9 }');
    expect(adapter.status().state).toBe('new');
    rmSync(settingsFile);
    await adapter.start();
    expect(adapter.status().state).toBe('running');
  });

  test('two adapters with one file: the second is refused until the first has stopped', async () => {
    const first = await started({ settingsFile });
    const second = newAdapter({ settingsFile: join(folder, '.', 'cell.json'), host: '127.0.47.3' });
    await expect(second.start()).rejects.toMatchObject({ code: 'EIP_SETTINGS_IN_USE' });
    await first.stop();
    await second.start();
  });

  test('start() twice, and stop() while the file is read', async () => {
    const adapter = newAdapter({ settingsFile });
    const starting = adapter.start();
    await expect(adapter.start()).rejects.toMatchObject({ code: 'EIP_ADAPTER_STARTED' });
    await adapter.stop();
    await starting;
    expect(adapter.status().state).toBe('stopped');
  });

  test('a start that fails frees the file', async () => {
    const adapter = newAdapter({ settingsFile, host: '203.0.113.9' });
    await expect(adapter.start()).rejects.toMatchObject({ code: 'EIP_ADDRESS_UNAVAILABLE' });
    await started({ settingsFile });
  });
});

describe('back to the options', () => {
  const reset = (type: number) => ({ service: ServiceCode.reset, path: objectPath(1, 1), data: Uint8Array.of(type) });

  test('Reset of type 1: in effect and off the disk when the reply comes; type 0 leaves them', async () => {
    const adapter = await started({ allowSettings: true, settingsFile, dscp: { urgent: 5 } });
    const seen: number[] = [];
    adapter.onReset(async ({ type }) => {
      seen.push(type);
    });
    const session = await sessionOf(adapter);
    expect(await set(session, 7)).toBe(0);
    expect((await session.request(reset(0))).status).toBe(0);
    expect([await urgent(session), existsSync(settingsFile)]).toEqual([7, true]);
    const told = once(adapter, 'settings');
    expect((await session.request(reset(1))).status).toBe(0);
    expect([await urgent(session), existsSync(settingsFile)]).toEqual([5, false]);
    expect((await told)[0].settings.dscp.urgent).toBe(5);
    expect(adapter.status().settings.dscp.urgent).toBe(5);
    expect(seen).toEqual([0, 1]);
    await adapter.stop();
    const next = await started({ settingsFile, dscp: { urgent: 6 } });
    expect(await urgent(await sessionOf(next))).toBe(6);
  });

  test('Reset of type 1 that the handler refuses leaves them', async () => {
    const adapter = await started({ allowSettings: true, settingsFile });
    adapter.onReset(() => {
      throw new CipRefusal();
    });
    const session = await sessionOf(adapter);
    await set(session, 7);
    expect((await session.request(reset(1))).status).toBe(0x0c);
    expect([await urgent(session), existsSync(settingsFile)]).toEqual([7, true]);
  });

  test('Reset of type 1 that comes too late leaves them', async () => {
    const adapter = await started({ allowSettings: true, settingsFile, requestTimeoutMs: 30 });
    let accept = () => {};
    let signal: AbortSignal | undefined;
    adapter.onReset((request) => {
      signal = request.signal;
      return new Promise<void>((done) => {
        accept = done;
      });
    });
    const session = await sessionOf(adapter);
    while ((await set(session, 7)) !== 0); // so short a time may be too short for the disk
    expect((await session.request(reset(1))).status).toBe(0x02);
    await until('the signal', () => signal?.aborted === true);
    accept();
    expect(await urgent(session)).toBe(7);
    expect(existsSync(settingsFile)).toBe(true);
  });

  test('resetSettings(): behind what peers have set before; again is nothing', async () => {
    const adapter = await started({ allowSettings: true, settingsFile, dscp: { urgent: 5 } });
    const session = await sessionOf(adapter);
    expect(await set(session, 7)).toBe(0);
    await adapter.resetSettings();
    await adapter.resetSettings();
    expect(await urgent(session)).toBe(5);
    expect(await set(session, 8)).toBe(0);
    expect(JSON.parse(readFileSync(settingsFile, 'utf8'))).toMatchObject({ settings: { dscp: { urgent: 8 } } });
  });

  test('without a file too; not on an adapter that does not run', async () => {
    const adapter = await started({ allowSettings: true, multicast: { ttl: 3 } });
    const session = await sessionOf(adapter);
    expect(await set(session, 7)).toBe(0);
    await adapter.resetSettings();
    expect(await urgent(session)).toBe(55);
    expect(adapter.status().settings.multicast.ttl).toBe(3);
    await adapter.stop();
    await expect(adapter.resetSettings()).rejects.toMatchObject({ code: 'EIP_ADAPTER_NOT_STARTED' });
  });

  test('a file that can not be removed: refused with 0x02, told, and nothing changed', async () => {
    const adapter = await started({ allowSettings: true, settingsFile });
    const warnings: EipError[] = [];
    adapter.on('warning', (warning) => warnings.push(warning));
    adapter.onReset(() => {});
    const session = await sessionOf(adapter);
    await set(session, 7);
    unlinkSync(settingsFile);
    mkdirSync(join(settingsFile, 'in the way'), { recursive: true });
    expect((await session.request(reset(1))).status).toBe(0x02);
    await expect(adapter.resetSettings()).rejects.toMatchObject({ code: 'EIP_SETTINGS_NOT_SAVED' });
    expect(warnings.map(({ code }) => code)).toEqual(Array(2).fill('EIP_SETTINGS_NOT_SAVED'));
    expect(await urgent(session)).toBe(7);
    expect(adapter.status().settings.dscp.urgent).toBe(7);
  });
});

test('host as the name of an interface that is not there: refused at start() in words', async () => {
  await expect(newAdapter({ host: 'eip9' }).start()).rejects.toMatchObject({ code: 'EIP_INTERFACE_UNUSABLE' });
});

test('host as the name of an interface', async () => {
  const adapter = await started({ host: 'lo' });
  expect(adapter.status().address).toBe('127.0.0.1');
});
