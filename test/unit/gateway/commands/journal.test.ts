import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal } from '../../../../src/gateway/commands/journal.js';
import { KeptJournal } from '../../../../src/gateway/commands/kept-journal.js';
import { silent } from '../../../../src/logging.js';
import { Spool } from '../../../../src/telemetry.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const options = (more = {}) => ({ folder, rememberMs: 86_400_000, neededMs: 60_000, ...more });
const failed = (message: RegExp) => ({
  code: 'EIP_JOURNAL_FAILED',
  file: folder,
  message: expect.stringMatching(message),
});

async function withJournal<T>(work: (journal: Journal) => Promise<T>, more = {}): Promise<T> {
  const journal = await Journal.open(options(more));
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}

it('knows what was begun and what was answered, by several hands and afterwards', async () => {
  const [a, b] = [await Journal.open(options()), await Journal.open(options())];
  expect(a.find('1')).toBeUndefined();
  expect(await a.begin('1', 'd')).toBeUndefined();
  expect(b.find('1')).toEqual({ digest: 'd' });
  expect(await b.begin('1', 'd')).toEqual({ digest: 'd' });
  expect(await b.end('1', 'd', 'B')).toBe('B');
  expect(await a.end('1', 'd', 'A')).toBe('B');
  expect(await a.begin('1', 'd')).toEqual({ digest: 'd', answer: 'B' });
  await a.close();
  await b.close();
  await withJournal(async (c) => expect(c.find('1')).toEqual({ digest: 'd', answer: 'B' }));
});

it('keeps the end of what was never begun', async () => {
  await withJournal(async (journal) => {
    expect(await journal.end('1', 'd', 'refused')).toBe('refused');
    expect(journal.find('1')).toEqual({ digest: 'd', answer: 'refused' });
  });
});

it('begins something once, however many ask at a time', async () => {
  await withJournal(async (journal) => {
    const begun = await Promise.all(Array.from({ length: 20 }, () => journal.begin('1', 'd')));
    expect(begun.filter((known) => known === undefined)).toHaveLength(1);
  });
});

describe('what is old', () => {
  it('is forgotten', async () => {
    await withJournal(async (journal) => {
      await journal.begin('1', 'd');
      await journal.end('2', 'd', 'x');
    });
    // Everything is older than that.
    await withJournal(
      async (journal) => {
        await journal.begin('3', 'd');
        expect(['1', '2', '3'].map((id) => journal.find(id) !== undefined)).toEqual([false, false, true]);
      },
      { rememberMs: -1_000 },
    );
  });

  it('is forgotten early where it is full, and no command of theirs can be begun any more', async () => {
    await withJournal(
      async (journal) => {
        for (const id of ['1', '2', '3']) await journal.begin(id, 'd');
        await expect(journal.begin('4', 'd')).rejects.toMatchObject(
          failed(/it is full: it has 3 commands that may come again/),
        );
        await expect(journal.end('5', 'd', 'x')).rejects.toMatchObject(failed(/it is full/));
        expect(await journal.end('3', 'd', 'x')).toBe('x');
        expect(journal.find('1')).toEqual({ digest: 'd' });
      },
      { most: 3 },
    );
    await withJournal(
      async (journal) => {
        expect(await journal.begin('4', 'd')).toBeUndefined();
        expect(journal.find('1')).toBeUndefined();
      },
      { most: 3, neededMs: -1_000 },
    );
  });
});

describe('a folder that holds something else is refused in words', () => {
  it('a spool', async () => {
    await (await Spool.open({ folder, sinks: { x: {} } })).close();
    await expect(Journal.open(options())).rejects.toMatchObject(
      failed(/what is in the folder is no journal of commands/),
    );
  });

  it('a journal of a newer version', async () => {
    await withJournal(async () => {});
    const root = open({ path: folder, noSubdir: false, encoding: 'json' });
    await root.openDB({ name: 'notes', encoding: 'json' }).put('version', 2);
    await root.close();
    await expect(Journal.open(options())).rejects.toMatchObject(
      failed(/it is of version 2, and this package knows versions up to 1/),
    );
  });

  it('no database', async () => {
    writeFileSync(join(folder, 'data.mdb'), 'x'.repeat(10_000));
    await expect(Journal.open(options())).rejects.toMatchObject(
      failed(/it is damaged: data.mdb: it does not begin as an LMDB file/),
    );
  });

  it('one that was cut off', async () => {
    await withJournal(async (journal) => {
      for (let i = 0; i < 200; i++) await journal.end(`${i}`, 'd', 'x'.repeat(500));
    });
    const { length } = readFileSync(join(folder, 'data.mdb'));
    truncateSync(join(folder, 'data.mdb'), Math.floor(length / 8_192) * 4_096);
    await expect(Journal.open(options())).rejects.toMatchObject(failed(/it is damaged: data.mdb: .*cut off/));
  });

  it('a file in its place', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'x');
    await expect(Journal.open(options())).rejects.toMatchObject(failed(/the folder can't be used: it is no folder/));
  });

  it('an entry that is none', async () => {
    await withJournal(async (journal) => journal.end('1', 'd', 'x'));
    const root = open({ path: folder, noSubdir: false, encoding: 'json' });
    await root.openDB({ name: 'commands', encoding: 'binary' }).put('1', Buffer.from('no json'));
    await root.close();
    await withJournal(async (journal) => expect(() => journal.find('1')).toThrow(/it could not be read or written/));
  });
});

describe('after a failure', () => {
  it('it is opened again, not with each command, and goes on', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'x');
    const logged: string[] = [];
    const journal = new KeptJournal(options(), { ...silent, error: (_, message) => logged.push(message ?? '') });
    await journal.open();
    expect(journal.reason).toMatch(/is no folder/);
    rmSync(folder);
    await expect(journal.begin('1', 'd')).rejects.toMatchObject({
      verdict: { code: 'JOURNAL_FAILED', retryable: true },
    });
    expect(logged).toEqual(['the journal of commands failed: no command is carried out']);
    vi.advanceTimersByTime(5_000);
    expect(await journal.begin('1', 'd')).toBeUndefined();
    expect([journal.reason, await journal.find('1')]).toEqual([undefined, { digest: 'd' }]);
    await journal.close();
    await expect(journal.find('1')).rejects.toMatchObject({
      verdict: { reason: expect.stringContaining('it is closed') },
    });
  });
});
