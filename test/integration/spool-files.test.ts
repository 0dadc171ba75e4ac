/** What a spool finds in its folder: an older version, a newer one, damage, something else. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Spool } from '../../src/telemetry/spool/index.js';
import { ids, idsOf, newFolder, openSpool, putAll } from './spool-rig.js';

const vector = resolve(__dirname, '../vectors/spool-1');
const SINKS = { sinks: { broker: {}, archive: {} } };

/** A spool that version 1 has written. */
function written(): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'data.mdb'), gunzipSync(readFileSync(join(vector, 'data.mdb.gz'))));
  copyFileSync(join(vector, 'spool.json'), join(folder, 'spool.json'));
  return folder;
}

describe('a spool of version 1', () => {
  it('is read, and gone on with', async () => {
    const folder = written();
    const spool = await openSpool(folder, {}, SINKS);
    const { broker, archive } = spool.status().sinks;
    expect(broker).toMatchObject({
      alarm: { entries: 1, drops: { refused: 1 }, oldest: new Date('2026-01-02T03:04:07.678Z') },
      audit: { entries: 3, drops: { refused: 0 } },
      normal: { entries: 4, oldest: new Date('2026-01-02T03:04:05.678Z') },
    });
    expect(archive?.normal.entries).toBe(3);
    await putAll(spool, ['new']);
    const batch = await spool.reader('broker').take();
    expect(idsOf(batch)).toEqual([
      'broker-alarm-2',
      ...ids('broker-audit-', 3),
      ...ids('broker-normal-', 3),
      'long',
      'new',
    ]);
    const [first] = batch.entries;
    expect(Buffer.from(first?.body ?? []).toString()).toBe('{"value":2}');
    expect(first?.acceptedAt).toEqual(new Date('2026-01-02T03:04:07.678Z'));
  });
});

describe('spool.json', () => {
  const refused: [string, string, string, string][] = [
    ['of a newer version', '{"version":2,"state":"ready"}', 'EIP_SPOOL_VERSION', 'is of version 2'],
    ['that is no JSON', '{"version":', 'EIP_SPOOL_CORRUPT', 'does not say what it holds'],
    ['that is empty', '', 'EIP_SPOOL_CORRUPT', 'does not say what it holds'],
    ['without a state', '{"version":1}', 'EIP_SPOOL_CORRUPT', 'does not say what it holds'],
    ['of version 0', '{"version":0,"state":"ready"}', 'EIP_SPOOL_CORRUPT', 'does not say what it holds'],
  ];

  it.each(refused)('%s is refused in words, and nothing is changed', async (_, text, code, words) => {
    const folder = written();
    writeFileSync(join(folder, 'spool.json'), text);
    const before = readFileSync(join(folder, 'data.mdb'));
    await expect(openSpool(folder)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    expect(readFileSync(join(folder, 'data.mdb')).equals(before)).toBe(true);
    expect(readFileSync(join(folder, 'spool.json'), 'utf8')).toBe(text);
  });

  it('that is not there beside data: it is not ours', async () => {
    const folder = written();
    rmSync(join(folder, 'spool.json'));
    await expect(openSpool(folder)).rejects.toMatchObject({ code: 'EIP_SPOOL_UNUSABLE' });
  });

  it('of a spool that was never finished: it begins anew', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'spool.json'), '{"version":1,"state":"new"}');
    const spool = await openSpool(folder);
    expect(await putAll(spool, ['x'])).toEqual([true]);
    await spool.close();
    expect(readFileSync(join(folder, 'spool.json'), 'utf8')).toContain('"ready"');
  });
});

describe('data.mdb', () => {
  let sound: Buffer;
  const PAGE = 4_096;

  beforeAll(async () => {
    const folder = newFolder();
    const spool = await openSpool(folder);
    for (let round = 0; round < 20; round++) {
      await putAll(spool, ids(`r${round}-`, 10), { bytes: round % 5 === 0 ? 9_000 : 300 });
      const reader = spool.reader('broker');
      await (await reader.take({ maxEntries: 3 })).confirm();
      reader.close();
    }
    await spool.close();
    sound = readFileSync(join(folder, 'data.mdb'));
  });

  function damaged(change: (data: Buffer) => Buffer | undefined): string {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const data = Buffer.from(sound);
    writeFileSync(join(folder, 'data.mdb'), change(data) ?? data);
    writeFileSync(join(folder, 'spool.json'), '{"version":1,"state":"ready"}');
    return folder;
  }

  /** It is refused in words, or what is left of it works: neither may end the process. */
  async function survives(folder: string): Promise<string> {
    let spool: Spool;
    try {
      spool = await openSpool(folder);
    } catch (error) {
      expect(error).toMatchObject({ code: 'EIP_SPOOL_CORRUPT' });
      return 'refused';
    }
    const reader = spool.reader('broker');
    const batch = await reader.take({ maxEntries: 1_000 });
    await batch.confirm();
    expect(await putAll(spool, ids('new', 50), { bytes: 5_000 })).not.toContain(false);
    const { entries, drops } = spool.status().sinks.broker?.normal ?? { entries: -1 };
    expect([entries, batch.entries.length + (drops?.corrupt ?? 0)]).toEqual([50, 140]);
    await spool.close();
    return drops?.corrupt === 0 ? 'unharmed' : 'harmed';
  }

  it('that is whole works', async () => expect(await survives(damaged(() => undefined))).toBe('unharmed'));

  it.each([0, 1, 100, 4_096, 8_191, 8_192, 20_000])('cut off after %d bytes is refused', async (length) => {
    const folder = damaged((data) => data.subarray(0, length));
    await expect(openSpool(folder)).rejects.toMatchObject({ code: 'EIP_SPOOL_CORRUPT' });
    expect(statSync(join(folder, 'data.mdb')).size).toBe(length);
  });

  it('that is not there any more is refused', async () => {
    const folder = damaged(() => undefined);
    rmSync(join(folder, 'data.mdb'));
    await expect(openSpool(folder)).rejects.toMatchObject({ code: 'EIP_SPOOL_CORRUPT' });
  });

  it('cut off at any page: refused, or unharmed', async () => {
    const outcomes = new Set<string>();
    for (let pages = 3; pages < sound.length / PAGE; pages += 9) {
      const folder = damaged(() => undefined);
      truncateSync(join(folder, 'data.mdb'), pages * PAGE);
      outcomes.add(await survives(folder));
    }
    expect(outcomes).toContain('refused');
    expect(outcomes).not.toContain('harmed');
  });

  it('with any page overwritten: refused, or one entry is dropped and counted', async () => {
    const outcomes = new Set<string>();
    for (let page = 0; page < sound.length / PAGE; page += 4) {
      const fill = page % 8 === 0 ? 0 : 0x5a;
      const folder = damaged((data) => data.fill(fill, page * PAGE, (page + 1) * PAGE));
      outcomes.add(await survives(folder));
    }
    expect([...outcomes].sort()).toEqual(['harmed', 'refused', 'unharmed']);
  });

  it('after a power cut: what the disk has confirmed holds, not what was written last', async () => {
    const BOOT = 24 + 136;
    const FLAGS = 24 + 28;
    const TRANSACTION = 24 + 128;
    const MAIN_ROOT = 24 + 112;
    const NOT_FLUSHED = 0x1000;
    const latest = sound.readBigUInt64LE(TRANSACTION) > sound.readBigUInt64LE(PAGE + TRANSACTION) ? 0 : PAGE;
    const folder = damaged((data) => {
      const [at, next] = latest === 0 ? [0, PAGE] : [PAGE, 0];
      data.copy(data, next + 24, at + 24, at + 168);
      data.writeBigUInt64LE(data.readBigUInt64LE(at + TRANSACTION) + 1n, next + TRANSACTION);
      data.writeUInt16LE(data.readUInt16LE(at + FLAGS) | NOT_FLUSHED, next + FLAGS);
      for (const head of [0, PAGE]) data.writeBigInt64LE(1n, head + BOOT);
      // The root of the transaction that came last never got on disk.
      data.writeBigUInt64LE(BigInt(data.length / PAGE + 5), next + MAIN_ROOT);
      return undefined;
    });
    expect(await survives(folder)).toBe('unharmed');
  });
});
