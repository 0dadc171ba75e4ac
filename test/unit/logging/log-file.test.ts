/** Rotating files, in a folder of the file system. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allLines, namesIn, ownFolder, ownLog, parsedLines } from './logs.js';

const PAD = 'x'.repeat(400);

/** Lines of about 500 bytes, numbered. */
function fill({ log }: Pick<ReturnType<typeof ownLog>, 'log'>, from: number, to: number): void {
  const logger = log.getLogger();
  for (let n = from; n < to; n++) logger.info({ n, pad: PAD });
}

const numbers = (lines: readonly Record<string, unknown>[]) => lines.map(({ n }) => n).filter((n) => n !== undefined);
const upTo = (count: number, from = 0) => Array.from({ length: count - from }, (_, i) => from + i);

describe('by size', () => {
  it('no file is larger, every line is there once, the oldest files go', async () => {
    const own = ownLog({}, { size: '8k', count: 4 });
    fill(own, 0, 50);
    await own.log.close();
    expect(namesIn(own.folder)).toEqual(['app.1.log', 'app.2.log', 'app.3.log', 'app.log']);
    for (const name of namesIn(own.folder)) expect(statSync(join(own.folder, name)).size).toBeLessThanOrEqual(8192);
    expect(numbers(allLines(own.folder))).toEqual(upTo(50));
    expect(own.log.status().file).toMatchObject({
      written: 50,
      rotations: 3,
      removed: 0,
      state: 'ok',
      waitingBytes: 0,
    });
  });

  it('one line that is larger than a file has a file for itself', async () => {
    const own = ownLog({}, { size: '4k' });
    fill(own, 0, 1);
    own.log.getLogger().info({ n: 1, pad: 'x'.repeat(9000) });
    fill(own, 2, 3);
    await own.log.close();
    expect(numbers(allLines(own.folder))).toEqual([0, 1, 2]);
    expect(namesIn(own.folder)).toEqual(['app.1.log', 'app.2.log', 'app.log']);
  });

  it('goes on in the file and with the numbers that are there, and keeps the count over restarts', async () => {
    const folder = ownFolder();
    for (const start of [0, 20, 40, 60]) {
      const own = ownLog({}, { size: '4k', count: 3 }, folder);
      fill(own, start, start + 20);
      await own.log.close();
    }
    expect(namesIn(folder)).toHaveLength(4);
    const left = numbers(allLines(folder));
    expect(left).toEqual(upTo(80, left[0] as number));
  });

  it('leaves files of other names alone', async () => {
    const folder = ownFolder();
    const others = ['app.log.bak', 'app.x.log', 'app.1.log.txt', 'other.99.log', 'app.01.log', 'app.1', 'app.-1.log'];
    for (const name of others) writeFileSync(join(folder, name), '');
    const own = ownLog({}, { size: '4k', count: 1, compress: true }, folder);
    fill(own, 0, 30);
    await own.log.close();
    expect(namesIn(folder)).toEqual(expect.arrayContaining(others));
    expect(namesIn(folder)).toHaveLength(others.length + 2);
  });

  it('goes on in its file where it can not be renamed, counts it, and loses nothing', async () => {
    const own = ownLog({}, { size: '4k' });
    fill(own, 0, 10);
    await own.log.flush();
    mkdirSync(join(own.folder, 'app.2.log'));
    fill(own, 10, 40);
    await own.log.close();
    const rest = parsedLines(readFileSync(own.path, 'utf8'));
    expect(numbers([...parsedLines(readFileSync(join(own.folder, 'app.1.log'), 'utf8')), ...rest])).toEqual(upTo(40));
    expect(own.log.status().file).toMatchObject({ errors: 1, lastError: { code: 'EISDIR' }, dropped: 0 });
  });
});

describe('by time', () => {
  afterEach(() => vi.useRealTimers());
  const at = (text: string) => vi.setSystemTime(new Date(text));

  it.each([
    ['daily', '2026-03-01T23:59:59', '2026-03-02T00:00:01'],
    ['hourly', '2026-03-01T10:59:59', '2026-03-01T11:00:00'],
    [60_000, '2026-03-01T10:10:59', '2026-03-01T10:11:00'],
  ] as const)('%s: the first line of the next period begins a file', async (time, before, after) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    at(before);
    const own = ownLog({}, { time });
    fill(own, 0, 2);
    await own.log.flush();
    at(after);
    fill(own, 2, 4);
    await own.log.close();
    expect(numbers(parsedLines(readFileSync(join(own.folder, 'app.1.log'), 'utf8')))).toEqual([0, 1]);
    expect(numbers(parsedLines(readFileSync(own.path, 'utf8')))).toEqual([2, 3]);
  });

  it('a file from an earlier period is rotated by the next process', async () => {
    const folder = ownFolder();
    writeFileSync(join(folder, 'app.log'), '{"n":0}\n');
    utimesSync(join(folder, 'app.log'), 1000, 1000);
    const own = ownLog({}, { time: 'daily' }, folder);
    fill(own, 1, 2);
    await own.log.close();
    expect([namesIn(folder), numbers(allLines(folder))]).toEqual([
      ['app.1.log', 'app.log'],
      [0, 1],
    ]);
  });
});

describe('compression', () => {
  it('of all rotated files, whole, and counted with the others', async () => {
    const own = ownLog({}, { size: '8k', count: 3, compress: true });
    fill(own, 0, 100);
    await own.log.close();
    const names = namesIn(own.folder);
    expect(names.filter((name) => name.endsWith('.gz'))).toHaveLength(3);
    expect(names).toHaveLength(4);
    const left = numbers(allLines(own.folder));
    expect(left).toEqual(upTo(100, left[0] as number));
  });

  it('what a process left half done is done anew, and no half one is taken for whole', async () => {
    const folder = ownFolder();
    const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
    put('app.1.log', '{"n":0}\n');
    put('app.1.log.gz.part', gzipSync('{"n":0}\n').subarray(0, 9));
    put('app.2.log', '{"n":1}\n');
    put('app.2.log.gz', gzipSync('{"n":1}\n'));
    put('app.log', '{"n":2}\n');
    const own = ownLog({}, { compress: true }, folder);
    fill(own, 3, 4);
    await own.log.close();
    expect(namesIn(folder)).toEqual(['app.1.log.gz', 'app.2.log.gz', 'app.log']);
    expect(numbers(allLines(folder))).toEqual([0, 1, 2, 3]);
  });

  it('that fails leaves the file, is counted, and is tried again', async () => {
    const own = ownLog({}, { size: '4k', compress: true });
    mkdirSync(join(own.folder, 'app.1.log.gz'));
    writeFileSync(join(own.folder, 'app.1.log.gz', 'x'), '');
    mkdirSync(join(own.folder, 'app.2.log.gz.part'));
    writeFileSync(join(own.folder, 'app.2.log.gz.part', 'x'), '');
    fill(own, 0, 10);
    await own.log.flush();
    fill(own, 10, 12);
    await own.log.close();
    const { errors = 0, lastError, dropped } = own.log.status().file ?? {};
    expect(errors).toBeGreaterThan(0);
    expect([lastError?.code, dropped]).toEqual([expect.stringMatching(/^E/), 0]);
    rmSync(join(own.folder, 'app.1.log.gz'), { recursive: true });
    rmSync(join(own.folder, 'app.2.log.gz.part'), { recursive: true });
    const next = ownLog({}, { size: '4k', compress: true }, own.folder);
    fill(next, 12, 13);
    await next.log.close();
    expect(numbers(allLines(own.folder))).toEqual(upTo(13));
    expect(namesIn(own.folder).filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(0);
  });
});

describe('the file', () => {
  it('is readable by its owner and group', async () => {
    const own = ownLog();
    fill(own, 0, 1);
    await own.log.flush();
    expect(statSync(own.path).mode & 0o007).toBe(0);
  });

  it('begins a new line behind half a one', async () => {
    const folder = ownFolder();
    writeFileSync(join(folder, 'app.log'), '{"n":0}\n{"half');
    const own = ownLog({}, {}, folder);
    fill(own, 1, 2);
    await own.log.close();
    const [, half, line] = readFileSync(own.path, 'utf8').split('\n');
    expect([half, JSON.parse(line ?? '').n]).toEqual(['{"half', 1]);
  });

  it('that is removed, with its folder, is made anew', async () => {
    const own = ownLog();
    fill(own, 0, 1);
    await own.log.flush();
    rmSync(own.folder, { recursive: true });
    fill(own, 1, 2);
    expect(numbers(await own.lines())).toEqual([1]);
    expect(own.log.status().file).toMatchObject({ written: 2, errors: 0 });
  });

  it('that somebody moved is left there', async () => {
    const own = ownLog();
    fill(own, 0, 1);
    await own.log.flush();
    renameSync(own.path, `${own.path}.moved`);
    fill(own, 1, 2);
    expect(numbers(await own.lines())).toEqual([1]);
    expect(numbers(parsedLines(readFileSync(`${own.path}.moved`, 'utf8')))).toEqual([0]);
  });

  it('that somebody cut has no hole, and what somebody added stays', async () => {
    const own = ownLog();
    fill(own, 0, 3);
    await own.log.flush();
    truncateSync(own.path, 0);
    appendFileSync(own.path, '{"n":"theirs"}\n');
    fill(own, 3, 4);
    expect(numbers(await own.lines())).toEqual(['theirs', 3]);
  });

  it('changes with the settings, and nothing is lost between the two', async () => {
    const own = ownLog();
    const second = join(own.folder, 'deep/second.log');
    fill(own, 0, 100);
    own.log.reconfigure({ file: { path: second } });
    fill(own, 100, 200);
    own.log.reconfigure({ file: { path: second, size: '4k', count: 2 } });
    fill(own, 200, 201);
    await own.log.close();
    expect(numbers(parsedLines(readFileSync(own.path, 'utf8')))).toEqual(upTo(100));
    expect(numbers(parsedLines(readFileSync(second, 'utf8'))).at(-1)).toBe(200);
    expect(namesIn(join(own.folder, 'deep'))).toHaveLength(3);
  });

  it('more than the buffer holds at once is written all the same', async () => {
    const own = ownLog({ bufferBytes: 65_536 });
    fill(own, 0, 2000);
    await own.log.close();
    expect(numbers(allLines(own.folder))).toEqual(upTo(2000));
    expect(own.log.status().file).toMatchObject({ dropped: 0, written: 2000 });
  });

  it('that can not be had is counted, tried again, and told when it is there', async () => {
    const folder = ownFolder();
    writeFileSync(join(folder, 'app.log.d'), '');
    const own = ownLog({ bufferBytes: 65_536 }, {}, join(folder, 'app.log.d'));
    fill(own, 0, 1000);
    await own.log.flush();
    const failing = own.log.status().file;
    expect(failing).toMatchObject({ state: 'failing', written: 0, lastError: { code: 'EEXIST' } });
    expect(failing?.dropped).toBeGreaterThan(800);
    expect(failing?.waitingBytes).toBeLessThanOrEqual(65_536);
    rmSync(join(folder, 'app.log.d'));
    const lines = await own.lines();
    const kept = numbers(lines);
    expect(kept).toEqual(upTo(kept.length));
    expect(lines.at(-1)).toMatchObject({ module: 'logging', level: 'warn', sink: 'file', lost: 1000 - kept.length });
    expect(own.log.status().file).toMatchObject({ state: 'ok', waitingBytes: 0 });
  });
});

it('a compressed file is one that gunzip reads', async () => {
  const own = ownLog({}, { size: '4k', compress: true });
  fill(own, 0, 12);
  await own.log.close();
  expect(existsSync(join(own.folder, 'app.1.log'))).toBe(false);
  expect(
    numbers(parsedLines(gunzipSync(readFileSync(join(own.folder, 'app.1.log.gz'))).toString())).length,
  ).toBeGreaterThan(5);
});
