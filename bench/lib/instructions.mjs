// Instructions that the core takes for a cycle, counted by callgrind: the slope between two numbers of cycles, so that
// what happens once falls out. They repeat to a part in ten thousand, also on a busy machine.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, capture } from '../../scripts/lib/run.mjs';

/** Multiples of the largest number of connections: each has had its turn. */
const FEW = 512;
const MANY = 1536;

export const SIZES = [32, 128, 500];
export const CONNECTIONS = [1, 256];

/** What is counted, by name: the arguments of core_cycles and the function whose calls count. */
export const CASES = CONNECTIONS.flatMap((connections) => [
  ...SIZES.flatMap((size) => ['new', 'same'].map((kind) => ({ connections, size, kind, counted: 'cycle' }))),
  { connections, size: SIZES[0], kind: 'new', counted: 'turn' },
]);

export function nameOf({ connections, size, kind, counted }) {
  const bytes = counted === 'turn' ? 'wake-up' : `${size} bytes, ${kind}`;
  return `${connections} connection${connections === 1 ? '' : 's'}, ${bytes}`;
}

/** The count in the text of a file that callgrind wrote. */
export function totalOf(text) {
  const total = /^totals: (\d+)$/m.exec(text)?.[1];
  if (total === undefined) throw new CommandError('callgrind wrote no total', 1);
  return Number(total);
}

/**
 * Instructions of one, to a hundredth, from the totals of two numbers of cycles.
 * @param cycles in each of which what is counted happens once
 */
export function slope(few, many, cycles = 1) {
  if (many <= few) throw new CommandError(`callgrind counted nothing: ${few} and ${many} instructions`, 1);
  return Math.round(((many - few) / (MANY - FEW)) * cycles * 100) / 100;
}

function count(program, { connections, size, kind, counted }, cycles, file) {
  const args = ['--tool=callgrind', `--callgrind-out-file=${file}`, `--toggle-collect=${counted}`, program];
  const result = capture('valgrind', [...args, 'cycles', connections, size, cycles, kind].map(String));
  if (result.error) throw new CommandError('valgrind could not be started: apt-get install valgrind', 1);
  const said = result.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('=='));
  if (result.status !== 0) throw new CommandError(`${nameOf({ connections, size, kind })}: ${said.join('; ')}`, 1);
  return totalOf(readFileSync(file, 'utf8'));
}

/** @returns instructions by name of the case */
export function countInstructions(program, cases = CASES) {
  const folder = mkdtempSync(join(tmpdir(), 'eip-instructions-'));
  const file = join(folder, 'callgrind.out');
  try {
    return Object.fromEntries(
      cases.map((one) => {
        const cycles = one.counted === 'turn' ? one.connections : 1;
        return [nameOf(one), slope(count(program, one, FEW, file), count(program, one, MANY, file), cycles)];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function firstLine(command, args) {
  const { status, stdout } = capture(command, args);
  return status === 0 ? stdout.split('\n')[0].trim() : 'none';
}

/**
 * What the counts depend on. Valgrind gives every program the same processor, where it finds AVX2; so the memcpy that
 * libc chooses is the same on every such machine.
 */
export function toolchain() {
  return {
    architecture: process.arch,
    compiler: `gcc ${firstLine('cc', ['-dumpfullversion'])}`,
    libc: firstLine('getconf', ['GNU_LIBC_VERSION']),
    valgrind: firstLine('valgrind', ['--version']),
    avx2: /^flags\s*:.*\bavx2\b/m.test(readFileSync('/proc/cpuinfo', 'utf8')),
  };
}
