/** `eip-native spool`: shows a spool, beside the process that has it too, and empties it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cli } from '../support/cli.js';
import { idsOf, newFolder, openSpool, putAll } from './spool-rig.js';

const acceptedAt = new Date('2026-03-01T10:00:00.000Z');
const later = new Date('2026-03-01T10:00:01.000Z');

async function filled(folder = newFolder()) {
  const spool = await openSpool(folder);
  await putAll(spool, ['alarm'], { priority: 'alarm', acceptedAt });
  const batch = await spool.reader('broker').take();
  await batch.discard();
  await putAll(spool, ['n0'], { bytes: 32, acceptedAt });
  await putAll(spool, ['n1'], { bytes: 32, acceptedAt: later });
  return { folder, spool };
}

describe('eip-native spool', () => {
  it('shows what docs/cli.md shows', async () => {
    const { folder, spool } = await filled();
    await spool.close();
    const page = readFileSync(resolve(__dirname, '../../docs/cli.md'), 'utf8');
    const [, section = ''] = page.split('\n## spool\n');
    const [, shown] = /^```text\n([\s\S]*?)^```$/m.exec(section) ?? [];
    const { code, stdout, stderr } = await Cli.run(['spool', folder]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: shown, stderr: '' });
  });

  it('shows it beside the process that has it, and does not empty it then', async () => {
    const { folder, spool } = await filled();
    const shown = await Cli.run(['spool', folder, '--json']);
    expect(shown.code).toBe(0);
    expect(shown.json.at(-1)).toEqual({ type: 'summary', folder, inUse: true, entries: 2, bytes: 164 });
    expect(shown.json.find(({ priority }) => priority === 'alarm')).toMatchObject({ drops: { refused: 1 } });
    expect(shown.json.find(({ priority }) => priority === 'normal')).toMatchObject({
      sink: 'broker',
      entries: 2,
      oldest: acceptedAt.toISOString(),
      newest: later.toISOString(),
    });
    const refused = await Cli.run(['spool', folder, '--empty', '--yes', '--json']);
    expect(refused.code).toBe(2);
    expect(refused.json.at(-1)).toMatchObject({ error: { code: 'EIP_SPOOL_IN_USE' } });
    await putAll(spool, ['n2']);
    expect(spool.status().sinks.broker?.normal.entries).toBe(3);
  });

  it('shows it while it is written', async () => {
    const { folder, spool } = await filled();
    let written = 0;
    let running = true;
    const writing = (async () => {
      while (running) written += (await putAll(spool, Array(50).fill('x'), { bytes: 2_000 })).length;
    })();
    for (let round = 0; round < 3; round++) {
      const before = written;
      const { code, json } = await Cli.run(['spool', folder, '--json']);
      expect(code).toBe(0);
      expect(json.at(-1)?.entries).toBeGreaterThanOrEqual(2 + before);
    }
    running = false;
    await writing;
  });

  it('empties what is chosen, and counts it', async () => {
    const { folder, spool } = await filled();
    await putAll(spool, ['u0'], { priority: 'audit' });
    await spool.close();
    const first = await Cli.run(['spool', folder, '--empty', '--yes', '--priority', 'normal', '--json']);
    expect([first.code, first.json.at(-1)]).toMatchObject([0, { emptied: 2 }]);
    const again = await openSpool(folder);
    const { audit, normal } = again.status().sinks.broker ?? {};
    expect([audit, normal]).toMatchObject([
      { entries: 1, drops: { emptied: 0 } },
      { entries: 0, bytes: 0, drops: { emptied: 2 } },
    ]);
    expect(idsOf(await again.reader('broker').take())).toEqual(['u0']);
    await again.close();
    const rest = await Cli.run(['spool', folder, '--empty', '--yes', '--sink', 'broker']);
    expect([rest.code, rest.lines.at(-1)]).toEqual([0, '1 entry removed']);
  });

  it.each([
    ['without a terminal and without --yes', ['--empty'], 'nothing was removed'],
    ['a sink that is none', ['--sink', 'brokr'], 'did you mean "broker"'],
    ['a priority that is none', ['--priority', 'high'], 'Allowed choices are alarm, audit, normal'],
  ])('refuses %s, and removes nothing', async (_, args, words) => {
    const { folder, spool } = await filled();
    await spool.close();
    const { code, stderr } = await Cli.run(['spool', folder, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect((await openSpool(folder)).status().sinks.broker?.normal.entries).toBe(2);
  });

  it.each([
    ['that is not there', '/nowhere/at/all', 'it is not there'],
    ['without a spool', newFolder, 'it holds no spool'],
  ])('refuses a folder %s', async (_, folder, words) => {
    const { code, stderr } = await Cli.run(['spool', typeof folder === 'string' ? folder : folder()]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
