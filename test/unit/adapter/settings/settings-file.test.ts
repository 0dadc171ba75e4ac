import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AdapterSettings, settingsSchema } from '../../../../src/adapter/settings/settings.js';
import { SettingsFile } from '../../../../src/adapter/settings/settings-file.js';

const settings: AdapterSettings = {
  dscp: { urgent: 1, scheduled: 2, high: 3, low: 4, explicit: 5 },
  multicast: { ttl: 6, addresses: null },
  inactivityTimeoutS: 8,
};
const whole = { version: 1, settings };

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-settings-'));
  path = join(folder, 'cell.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => SettingsFile.at(path, true);
const loaded = async () => (await file()).load();

/** The bytes of a file that was saved. */
async function savedBytes(): Promise<Buffer> {
  await (await file()).save(settings);
  return readFileSync(path);
}

describe('what is saved', () => {
  it('is loaded again', async () => {
    await (await file()).save(settings);
    expect(await loaded()).toEqual({ settings, corrupt: undefined });
  });
  it('replaces what was there, and nothing else is left in the folder', async () => {
    await (await file()).save({ ...settings, inactivityTimeoutS: 100 });
    await (await file()).save(settings);
    expect((await loaded()).settings).toEqual(settings);
    expect(readdirSync(folder)).toEqual(['cell.json']);
  });
  it('says its version', async () => {
    await (await file()).save(settings);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(whole);
  });
  it('goes where a link leads, and the link stays', async () => {
    const real = join(folder, 'real.json');
    writeFileSync(real, JSON.stringify(whole));
    symlinkSync(real, path);
    await (await file()).save({ ...settings, inactivityTimeoutS: 100 });
    expect(JSON.parse(readFileSync(real, 'utf8'))).toMatchObject({ settings: { inactivityTimeoutS: 100 } });
    expect((await loaded()).settings?.inactivityTimeoutS).toBe(100);
  });
});

it('nothing is kept yet: nothing is loaded', async () =>
  expect(await loaded()).toEqual({ settings: undefined, corrupt: undefined }));

describe('a corrupt file', () => {
  it.each([
    ['cut', JSON.stringify(whole).slice(0, 40), 'it is no JSON'],
    ['empty', '', 'it is empty'],
    ['zeros', '\0'.repeat(200), 'it is no JSON'],
    ['something else', '[1, 2]', 'it has no "version"'],
    ['null', 'null', 'it has no "version"'],
    ['of no version', JSON.stringify({ version: 0, settings }), 'it has no "version"'],
    ['of a version that is none', JSON.stringify({ version: '1', settings }), 'it has no "version"'],
    ['without settings', JSON.stringify({ version: 1 }), 'settings: expected an object, got nothing'],
    [
      'with a wrong value',
      JSON.stringify({ version: 1, settings: { ...settings, inactivityTimeoutS: 9999 } }),
      'settings.inactivityTimeoutS: expected a whole number from 0 to 3600, got 9999',
    ],
    ['of enormous size', `"${'x'.repeat(70_000)}"`, 'it is longer than 65536 bytes'],
  ])('%s: said in words, put aside, nothing loaded', async (_case, content, reason) => {
    writeFileSync(path, content);
    const { settings: found, corrupt } = await loaded();
    expect(found).toBeUndefined();
    expect(corrupt?.reason).toBe(reason);
    expect(basename(corrupt?.aside ?? '')).toMatch(/^cell\.json\.corrupt-\d{8}T\d{9}Z$/);
    expect(readFileSync(corrupt?.aside ?? '', 'utf8')).toBe(content);
    expect(await loaded()).toEqual({ settings: undefined, corrupt: undefined });
  });

  it('cut at any length, it is put aside whole, and nothing of it is loaded', async () => {
    const content = await savedBytes();
    for (let length = 0; length < content.length - 1; length++) {
      const cut = content.subarray(0, length);
      writeFileSync(path, cut);
      const { settings: found, corrupt } = await loaded();
      expect(found, `cut at ${length}`).toBeUndefined();
      expect(readFileSync(corrupt?.aside ?? '')).toEqual(cut);
      expect(readdirSync(folder)).toEqual([basename(corrupt?.aside ?? '')]);
      rmSync(corrupt?.aside ?? '');
    }
  });

  // What is still a file of valid settings, as one with another digit, can't be told from what somebody wrote.
  it.each([
    ['a zero', () => 0],
    ['its top bit turned', (byte: number) => byte ^ 0x80],
    ['its lowest bit turned', (byte: number) => byte ^ 0x01],
    ['0xFF', () => 0xff],
  ])('spoilt at any byte (%s), it is valid settings, or put aside, or of a newer version', async (_how, spoil) => {
    const content = await savedBytes();
    const ends: string[] = [];
    for (let at = 0; at < content.length; at++) {
      const spoilt = Buffer.from(content);
      spoilt[at] = spoil(spoilt[at] ?? 0);
      ends.push(await endOf(spoilt));
    }
    expect(ends.filter((end) => end === 'put aside').length).toBeGreaterThan(content.length / 2);
    expect(readdirSync(folder)).toEqual([]);
  });

  /** What becomes of a file; whichever it is, its bytes are still there, and then it goes. */
  async function endOf(bytes: Buffer): Promise<string> {
    writeFileSync(path, bytes);
    try {
      const { settings: found, corrupt } = await loaded();
      expect(readFileSync(corrupt?.aside ?? path)).toEqual(bytes);
      rmSync(corrupt?.aside ?? path);
      if (corrupt === undefined) expect(settingsSchema.parse(found)).toEqual(found);
      else expect([found, corrupt.reason]).toEqual([undefined, expect.stringMatching(/\w/)]);
      return corrupt === undefined ? 'valid' : 'put aside';
    } catch (error) {
      expect(error).toMatchObject({ code: 'EIP_SETTINGS_FILE', message: expect.stringContaining('of version') });
      expect(readFileSync(path)).toEqual(bytes);
      rmSync(path);
      return 'newer';
    }
  }

  it('at most five are kept, the newest', async () => {
    for (let year = 2001; year <= 2009; year++) writeFileSync(`${path}.corrupt-${year}0101T000000000Z`, '');
    writeFileSync(join(folder, 'other.json.corrupt-20010101T000000000Z'), '');
    writeFileSync(path, 'x');
    await loaded();
    const kept = readdirSync(folder).filter((name) => name.startsWith('cell.json.corrupt-'));
    expect(kept.length).toBe(5);
    expect(kept.sort()[0]).toBe('cell.json.corrupt-20060101T000000000Z');
    expect(readdirSync(folder)).toContain('other.json.corrupt-20010101T000000000Z');
  });
});

describe('what can not be used is refused in words', () => {
  const refusal = { code: 'EIP_SETTINGS_FILE', option: 'settingsFile' };
  it('a newer version, which is left as it is', async () => {
    const content = JSON.stringify({ version: 2, settings: { future: true } });
    writeFileSync(path, content);
    await expect(loaded()).rejects.toMatchObject(refusal);
    await expect(loaded()).rejects.toThrow('it is of version 2, this package knows versions up to 1');
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
  it('a folder', async () => {
    mkdirSync(path);
    await expect(loaded()).rejects.toMatchObject(refusal);
    await expect(loaded()).rejects.toThrow('is a folder');
  });
  it('a path in a folder that is not there', async () => {
    const lost = SettingsFile.at(join(folder, 'none', 'cell.json'), false);
    await expect(lost).rejects.toMatchObject(refusal);
    await expect(lost).rejects.toThrow(`the folder ${join(folder, 'none')} does not exist`);
  });
  it('a path in a file', async () => {
    writeFileSync(path, '');
    await expect(SettingsFile.at(join(path, 'cell.json'), true)).rejects.toThrow(/is no folder/);
  });
});

describe('when the disk fails', () => {
  const kept = async () => {
    await (await file()).save(settings);
    return await file();
  };
  const again = { ...settings, inactivityTimeoutS: 100 };

  it('full: the error of the system, and what was kept is kept still', async () => {
    const store = await kept();
    symlinkSync('/dev/full', `${path}.new`);
    await expect(store.save(again)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect((await loaded()).settings).toEqual(settings);
    await store.save(again); // the half of it was cleared away
    expect((await loaded()).settings).toEqual(again);
  });
  it('something in the way: the error of the system, and what was kept is kept still', async () => {
    const store = await kept();
    mkdirSync(`${path}.new`);
    await expect(store.save(again)).rejects.toMatchObject({ code: 'EISDIR' });
    expect((await loaded()).settings).toEqual(settings);
  });
  it('the folder gone: the error of the system', async () => {
    const store = await kept();
    rmSync(folder, { recursive: true });
    await expect(store.save(again)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
