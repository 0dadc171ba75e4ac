/** What anybody may have left in an audit folder: set aside, counted, never followed, and hindering nobody. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silent } from '../../src/logging.js';
import { type AuditRecord, createRecord, newMessageId } from '../../src/telemetry.js';
import { files, inboxOf, leave, made, Taker } from './audit-inbox-rig.js';
import { app, cleanups } from './audit-rig.js';
import { newFolder } from './gateway-rig.js';

const isRoot = process.geteuid?.() === 0;
const STRANGER = 4_711;

describe('what is no record', () => {
  type Plant = (folder: string, name: string) => void;
  const text = (record: object) => JSON.stringify(record);
  const put = (content: (id: string) => string | Buffer): Plant => {
    return (folder, name) => writeFileSync(join(folder, name), content(name.slice(0, 36)));
  };
  const sample = (messageId: string) =>
    createRecord({ kind: 'sample', messageId, source: 'press', app, values: { A: { quality: 'good', value: 1 } } });
  const outside = () => {
    const file = join(newFolder(), 'secret');
    writeFileSync(file, text(made()));
    return file;
  };

  test.each<[string, string, Plant]>([
    ['an empty file', 'content', put(() => '')],
    ['half a record', 'content', put((messageId) => text(made('A', { messageId })).slice(0, 100))],
    ['no JSON', 'content', put(() => 'hello')],
    ['no UTF-8', 'content', put(() => Buffer.from([0xff, 0xfe]))],
    ['another kind', 'content', put((messageId) => text(sample(messageId)))],
    ['a newer version', 'content', put((messageId) => text({ ...made('A', { messageId }), schemaVersion: 9 }))],
    ['a key twice', 'content', put((messageId) => text(made('A', { messageId })).replace('{', '{"kind":"audit",'))],
    ['the record of another id', 'content', put(() => text(made()))],
    ['one that claims a command', 'content', put((messageId) => text(made('A', { messageId, via: 'command' })))],
    [
      'one that claims a user of the broker',
      'content',
      put((messageId) => text(made('A', { messageId, who: { brokerUser: 'mes' } }))),
    ],
    ['more than 1 MiB', 'tooLarge', put(() => Buffer.alloc(1_048_577, 0x20))],
    ['a link', 'kind', (folder, name) => symlinkSync(outside(), join(folder, name))],
    ['a link to nothing', 'kind', (folder, name) => symlinkSync('/none', join(folder, name))],
    ['a link to itself', 'kind', (folder, name) => symlinkSync(name, join(folder, name))],
    ['a second name of a file', 'kind', (folder, name) => linkSync(outside(), join(folder, name))],
    ['a folder', 'kind', (folder, name) => mkdirSync(join(folder, name, 'full'), { recursive: true })],
    ['a pipe', 'kind', (folder, name) => void spawnSync('mkfifo', [join(folder, name)])],
  ])('%s is set aside, counted as %s, and hinders nobody', async (_, cause, plant) => {
    const folder = newFolder();
    const name = `${newMessageId(1_600_000_000_000)}.json`;
    plant(folder, name);
    await leave(folder, made('Good'));
    const { inbox, taker } = await inboxOf(folder);
    await taker.has(1);
    expect(taker.tags()).toEqual(['Good']);
    expect(inbox.setAside()).toMatchObject({ [cause]: 1 });
    expect(inbox.status().groups.folder?.overruns).toBe(1);
    await expect.poll(() => files(folder)).toEqual([]);
    const [aside] = readdirSync(join(folder, 'refused'));
    expect(aside).toMatch(new RegExp(`${name}$`));
  });

  test('a link is not followed: what it leads to stays as it is', async () => {
    const folder = newFolder();
    const target = outside();
    const before = readFileSync(target, 'utf8');
    symlinkSync(target, join(folder, `${newMessageId()}.json`));
    const { inbox } = await inboxOf(folder);
    await expect.poll(() => inbox.setAside().kind).toBe(1);
    expect(readFileSync(target, 'utf8')).toBe(before);
    const [aside = ''] = readdirSync(join(folder, 'refused'));
    expect(readlinkSync(join(folder, 'refused', aside))).toBe(target);
  });

  test.each(['notes.txt', '.hidden', `${newMessageId()}.JSON`, 'x'.repeat(255), 'a\nb', '..json'])(
    'a file of the name %j is set aside',
    async (name) => {
      const folder = newFolder();
      writeFileSync(join(folder, name), text(made()));
      const { inbox } = await inboxOf(folder);
      await expect.poll(() => inbox.setAside().name).toBe(1);
      expect(files(folder)).toEqual([]);
    },
  );

  test('what is being written is left alone, and set aside after ten minutes', async () => {
    const folder = newFolder();
    const [young, old] = [`.${newMessageId()}.tmp`, `.${newMessageId()}.tmp`];
    for (const name of [young, old]) writeFileSync(join(folder, name), 'half');
    const then = new Date(Date.now() - 11 * 60_000);
    utimesSync(join(folder, old), then, then);
    const { inbox, taker } = await inboxOf(folder);
    await expect.poll(() => inbox.setAside().partial).toBe(1);
    await leave(folder, made());
    await taker.has(1);
    expect(files(folder)).toEqual([young]);
  });

  test('a link in the place of "refused" refuses the start', async () => {
    const folder = newFolder();
    const other = newFolder();
    symlinkSync(other, join(folder, 'refused'));
    await expect(inboxOf(folder)).rejects.toMatchObject({ code: 'EIP_AUDIT_FOLDER_UNUSABLE', file: folder });
  });

  test('a link put in the place of "refused" afterwards leads nothing to another place', async () => {
    const folder = newFolder();
    const other = newFolder();
    const { inbox } = await inboxOf(folder);
    renameSync(join(folder, 'refused'), join(folder, '..', 'moved'));
    cleanups.push(() => rmSync(join(folder, '..', 'moved'), { recursive: true }));
    symlinkSync(other, join(folder, 'refused'));
    writeFileSync(join(folder, 'evil'), 'x');
    await expect.poll(() => inbox.setAside().name).toBe(1);
    expect(readdirSync(other)).toEqual([]);
  });

  test('a thousand of them are told in a few lines', async () => {
    const folder = newFolder();
    for (let i = 0; i < 1_000; i++) writeFileSync(join(folder, `junk-${i}`), '');
    const lines: string[] = [];
    const logger = { ...silent, warn: (_: object, line = '') => void lines.push(line) };
    const { inbox } = await inboxOf(folder, new Taker(), { logger });
    await expect.poll(() => inbox.setAside().name, { timeout: 10_000 }).toBe(1_000);
    expect(lines.length).toBeLessThanOrEqual(20);
  });
});

describe.runIf(isRoot)('files of other users', () => {
  function planted(folder: string, uid: number, gid: number, mode = 0o640): AuditRecord {
    const record = made('Speed', { from: 'process 7 on edge-7' });
    const file = join(folder, `${record.messageId}.json`);
    writeFileSync(file, JSON.stringify(record));
    chownSync(file, uid, gid);
    chmodSync(file, mode);
    return record;
  }

  test('are set aside', async () => {
    const folder = newFolder();
    planted(folder, STRANGER, STRANGER);
    const { inbox, taker } = await inboxOf(folder);
    await expect.poll(() => inbox.setAside().owner).toBe(1);
    expect(taker.taken).toEqual([]);
  });

  test('are taken in a folder that is open to their group, with the user that the system knows', async () => {
    const folder = newFolder();
    chownSync(folder, 0, STRANGER);
    chmodSync(folder, 0o2770);
    planted(folder, STRANGER, STRANGER);
    const foreign = planted(folder, STRANGER, STRANGER + 1);
    const { inbox, taker } = await inboxOf(folder);
    await taker.has(1);
    expect(taker.taken[0]?.from).toBe(`left by uid ${STRANGER}: process 7 on edge-7`);
    await expect.poll(() => inbox.setAside().owner).toBe(1);
    expect(taker.taken[0]?.messageId).not.toBe(foreign.messageId);
  });
});
