/** Records of other processes, taken over from a folder. */
import { existsSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EipError, EipWriteError } from '../../src/errors.js';
import { AuditInbox } from '../../src/gateway.js';
import { silent } from '../../src/logging.js';
import { type AuditRecord, newMessageId, type TelemetryRecord } from '../../src/telemetry.js';
import { Cli } from '../support/cli.js';
import { files, inboxOf, leave, made, Taker } from './audit-inbox-rig.js';
import { controller } from './audit-rig.js';
import { newFolder, running, TestSink } from './gateway-rig.js';

describe('AuditInbox', () => {
  test('takes over what was there at the start, in the order of its ids, and removes it', async () => {
    const folder = newFolder();
    const records = ['A', 'B', 'C'].map((tag, i) => made(tag, { messageId: newMessageId(1_700_000_000_000 + i) }));
    await leave(folder, ...[...records].reverse());
    const { taker } = await inboxOf(folder);
    await taker.has(3);
    expect(taker.taken).toEqual(records);
    await expect.poll(() => files(folder)).toEqual([]);
  });

  test('takes over what comes later, told by the system, long before it would look again', async () => {
    const folder = newFolder();
    const { taker, inbox } = await inboxOf(folder, new Taker(), { pollMs: 60_000 });
    await leave(folder, made('A'));
    await taker.has(1);
    await leave(folder, made('B'));
    await taker.has(2);
    expect(inbox.status()).toMatchObject({
      state: 'running',
      reason: null,
      groups: { folder: { records: 2, overruns: 0 } },
    });
    expect(await inbox.healthCheck()).toEqual({ healthy: true, reason: null });
  });

  test('makes the folder where it is not there, for its user alone', async () => {
    const folder = join(newFolder(), 'deep', 'audit');
    const { taker } = await inboxOf(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await leave(folder, made());
    await taker.has(1);
  });

  test('keeps the file until the record is kept, and goes on in order when it is', async () => {
    const folder = newFolder();
    const taker = new Taker();
    taker.refusal = () => new EipWriteError('EIP_SPOOL_DISK_FULL', 'No room', { outcome: 'notSent' });
    const records = ['A', 'B'].map((tag, i) => made(tag, { messageId: newMessageId(1_700_000_000_000 + i) }));
    await leave(folder, ...records);
    const { inbox } = await inboxOf(folder, taker);
    await expect.poll(() => taker.asked).toBeGreaterThan(2);
    expect(files(folder)).toHaveLength(2);
    expect(await inbox.healthCheck()).toMatchObject({ healthy: false, reason: expect.stringContaining('No room') });
    taker.refusal = () => undefined;
    await taker.has(2);
    expect(taker.tags()).toEqual(['A', 'B']);
    await expect.poll(async () => (await inbox.healthCheck()).healthy).toBe(true);
  });

  test.each<[string, Error, string]>([
    ['too large for the spool', new EipWriteError('EIP_SPOOL_TOO_LARGE', 'Long', { outcome: 'notSent' }), 'tooLarge'],
    ['that the gateway will never take', new EipError('EIP_MESSAGE_INVALID', 'No'), 'content'],
  ])('sets aside a record %s, and goes on', async (_, error, cause) => {
    const folder = newFolder();
    const taker = new Taker();
    taker.refusal = ({ tag }) => (tag === 'Bad' ? error : undefined);
    const at = (ms: number) => ({ messageId: newMessageId(1_700_000_000_000 + ms) });
    await leave(folder, made('Bad', at(0)), made('Good', at(1)));
    const { inbox } = await inboxOf(folder, taker);
    await taker.has(1);
    expect(inbox.setAside()).toMatchObject({ [cause]: 1 });
  });

  test('two on one folder lose nothing; what both give has the same id', async () => {
    const folder = newFolder();
    const records = Array.from({ length: 50 }, (_, i) => made(`T${i}`));
    const [one, two] = [new Taker(), new Taker()];
    const inboxes = [await inboxOf(folder, one), await inboxOf(folder, two)];
    await leave(folder, ...records);
    await expect.poll(() => files(folder), { timeout: 10_000 }).toEqual([]);
    for (const { inbox } of inboxes) await inbox.stop();
    const ids = new Set([...one.taken, ...two.taken].map(({ messageId }) => messageId));
    expect(ids).toEqual(new Set(records.map(({ messageId }) => messageId)));
    for (const { inbox } of inboxes) expect(await inbox.healthCheck()).toMatchObject({ healthy: true });
  });

  test('a gateway delivers what the command line has left, also when that was killed in between', async () => {
    const folder = newFolder();
    const { plc, at } = await controller();
    plc.addFault({ action: 'hold', service: 'writeTag' });
    const sent = new Promise<void>((resolve) =>
      plc.on('request', ({ serviceCode }) => {
        if (serviceCode === 0x4d) resolve();
      }),
    );
    const killed = Cli.start(['write', at, '--yes', 'Speed=900', '--audit', folder]);
    await sent;
    killed.signal('SIGKILL');
    await killed.ended;
    expect((await Cli.run(['write', at, '--yes', 'Big=7', '--audit', folder])).code).toBe(0);

    const sink = new TestSink();
    const gateway = await running({ sinks: [sink], sources: [new AuditInbox({ folder, logger: silent })] });
    await sink.written(3);
    const given = sink.given as AuditRecord[];
    expect(given.map(({ tag, via, result }) => [tag, via, result.status]).sort()).toEqual([
      ['Big', 'cli', 'ok'],
      ['Big', 'cli', 'unknown'],
      ['Speed', 'cli', 'unknown'],
    ]);
    await expect.poll(() => files(folder)).toEqual([]);
    expect(gateway.status().sources.audit).toMatchObject({ groups: { folder: { records: 3 } } });
  });
});

describe('start and stop', () => {
  test.each<[string, (path: string) => void]>([
    ['is a file', (path) => writeFileSync(path, '')],
    ['leads nowhere', (path) => symlinkSync('/none/there', path)],
  ])('a folder that %s refuses the start', async (_, plant) => {
    const path = join(newFolder(), 'audit');
    plant(path);
    await expect(inboxOf(path)).rejects.toMatchObject({ code: 'EIP_AUDIT_FOLDER_UNUSABLE' });
  });

  test('options that are none are named', () => {
    expect(() => new AuditInbox({ folder: '', logger: silent })).toThrow(
      expect.objectContaining({ code: 'EIP_OPTION_INVALID', message: expect.stringContaining('folder') }),
    );
    expect(() => new AuditInbox({ folder: 'x', pollMs: 5, logger: silent })).toThrow(/pollMs/);
  });

  test('nothing is emitted once stop() is resolved, and no descriptor is left', async () => {
    const before = readdirSync('/proc/self/fd').length;
    const folder = newFolder();
    await leave(folder, ...Array.from({ length: 20 }, (_, i) => made(`T${i}`)));
    const { inbox, taker } = await inboxOf(folder);
    await expect.poll(() => taker.taken.length).toBeGreaterThan(0);
    await Promise.all([inbox.stop(), inbox.stop()]);
    const count = taker.taken.length;
    await leave(folder, made('Late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect([taker.taken.length, inbox.status().state]).toEqual([count, 'stopped']);
    // Each record is with the gateway or on the disk, and nowhere twice.
    const left = files(folder).map((name) => name.slice(0, 36));
    expect(left.length + count).toBe(21);
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  });

  test('stop() waits for the record that is under way, and removes its file', async () => {
    const folder = newFolder();
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const taker = new Taker();
    const emit = async (record: TelemetryRecord) => {
      const done = taker.emit(record);
      await gate;
      await done;
    };
    const inbox = new AuditInbox({ folder, logger: silent });
    await leave(folder, made());
    await inbox.start(emit);
    await taker.has(1);
    const stopped = inbox.stop();
    release();
    await stopped;
    expect(files(folder)).toEqual([]);
  });

  test('stop() before and during start() leaves nothing open', async () => {
    const folder = newFolder();
    const before = readdirSync('/proc/self/fd').length;
    const taker = new Taker();
    await leave(folder, made());
    const never = new AuditInbox({ folder, logger: silent });
    await never.stop();
    await never.start(taker.emit);
    const during = new AuditInbox({ folder, logger: silent });
    const starting = during.start(taker.emit);
    await during.stop();
    await starting;
    const aborted = new AuditInbox({ folder, logger: silent });
    await expect(aborted.start(taker.emit, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    const stop = new AbortController();
    const late = new AuditInbox({ folder, logger: silent }).start(taker.emit, { signal: stop.signal });
    stop.abort('late');
    await expect(late).rejects.toBe('late');
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
    expect([taker.taken.length, existsSync(folder)]).toEqual([0, true]);
  });
});
