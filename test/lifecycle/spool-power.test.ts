/** What stands on the disk when an entry is accepted, seen from the kernel: strace of a process that puts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Spool } from '../../src/telemetry/spool/index.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eip-power-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const child = resolve(__dirname, 'children/spool-power.cjs');

/** System calls of all threads in the order in which they returned, and how the child ended. */
function traced(durability: string, inject: readonly string[] = []) {
  const trace = join(folder, 'trace');
  const calls = ['-e', 'trace=pwrite64,pwritev,fdatasync,write', ...inject];
  const args = ['-f', '-o', trace, ...calls, process.execPath, child, join(folder, 'spool'), durability];
  const { status, stdout } = spawnSync('strace', args, { encoding: 'utf8', timeout: 50_000 });
  const lines = readFileSync(trace, 'utf8').split('\n');
  return { status, stdout, calls: lines.filter((line) => !line.includes('<unfinished')).map(nameOf) };
}

/** `write`, `fdatasync`, `fdatasync failed`; for what the child says itself, the text. */
function nameOf(line: string): string {
  const said = /write\(1, "(begin|accepted) (\d+)\\n"/.exec(line);
  if (said !== null) return `${said[1]} ${said[2]}`;
  const [, name = ''] = /^\d+ +(?:<\.\.\. )?(\w+)/.exec(line) ?? [];
  return line.includes('= -1') ? `${name} failed` : name.replace(/^pwrite(64|v)$/, 'write');
}

/** Whether between `begin` and `accepted` something was written, and after it fdatasync returned. */
function isConfirmed(calls: readonly string[], index: number): boolean {
  const between = calls.slice(calls.indexOf(`begin ${index}`) + 1, calls.indexOf(`accepted ${index}`));
  const write = between.indexOf('write');
  return write >= 0 && between.indexOf('fdatasync', write) > write;
}

describe('durability: power', () => {
  it('fdatasync has returned before an entry is accepted', () => {
    const { status, calls } = traced('power');
    expect(status).toBe(0);
    const accepted = Array.from({ length: 10 }, (_, index) => calls.indexOf(`accepted ${index}`) >= 0);
    expect(accepted).toEqual(Array(10).fill(true));
    expect(accepted.map((_, index) => isConfirmed(calls, index))).toEqual(Array(10).fill(true));
  });

  it('the check sees an entry that is accepted too early', () => {
    expect(isConfirmed(['begin 0', 'write', 'fdatasync', 'accepted 0'], 0)).toBe(true);
    expect(isConfirmed(['begin 0', 'write', 'accepted 0', 'fdatasync'], 0)).toBe(false);
    expect(isConfirmed(['begin 0', 'fdatasync', 'write', 'accepted 0'], 0)).toBe(false);
    expect(isConfirmed(['begin 0', 'write', 'fdatasync failed', 'accepted 0'], 0)).toBe(false);
  });

  it('is not accepted when fdatasync fails', () => {
    traced('power');
    const { stdout, calls } = traced('power', ['-e', 'inject=fdatasync:error=EIO:when=2+']);
    expect(calls).toContain('fdatasync failed');
    expect(stdout).toContain('refused EIP_SPOOL_FAILED');
    const confirmed = stdout.match(/accepted (\d+)/g) ?? [];
    expect(confirmed.every((line) => isConfirmed(calls, Number(line.slice(9))))).toBe(true);
  });
});

describe('durability: process', () => {
  it('is accepted, and is there, when fdatasync fails: the process has not ended', async () => {
    traced('process');
    const { stdout, calls } = traced('process', ['-e', 'inject=fdatasync:error=EIO:when=2+']);
    expect(calls).toContain('fdatasync failed');
    expect(stdout.match(/accepted/g)).toHaveLength(10);
    const spool = await Spool.open({ folder: join(folder, 'spool'), sinks: { broker: {} } });
    const { entries } = await spool.reader('broker').take();
    expect(entries.map(({ messageId }) => messageId)).toEqual(
      [0, 1].flatMap(() => Array.from({ length: 10 }, (_, index) => `id-${index}`)),
    );
    await spool.close();
  });
});
