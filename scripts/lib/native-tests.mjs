// Builds the C and C++ tests with CMake and runs them.
import { readFileSync } from 'node:fs';
import { availableParallelism, machine } from 'node:os';
import { basename, join } from 'node:path';
import { root } from './paths.mjs';
import { capture, run } from './run.mjs';
import { addTally, emptyTally, tallyTap } from './tally.mjs';

const PROGRAM_LIMIT_MS = 180_000;

/** Kinds: the folders of test/ whose programs run, and `fuzz`: every target on its seeds and findings. */
export const MODES = {
  plain: { sanitize: '', kinds: ['core', 'fuzz', 'host'] },
  asan: { sanitize: 'address', kinds: ['core', 'fuzz', 'host'] },
  tsan: { sanitize: 'thread', kinds: ['host'] },
};

function build(mode) {
  const folder = join(root, `build-${mode}`);
  const { sanitize } = MODES[mode];
  run('cmake', ['-S', root, '-B', folder, `-DEIP_SANITIZE=${sanitize}`, '-DEIP_WERROR=ON']);
  run('cmake', ['--build', folder, '--parallel', String(availableParallelism())]);
  return folder;
}

function programsOf(folder, kinds) {
  const lines = readFileSync(join(folder, 'tests.txt'), 'utf8').split('\n').filter(Boolean);
  const programs = lines.map((line) => ({
    kind: line.slice(0, line.indexOf(' ')),
    path: line.slice(line.indexOf(' ') + 1),
  }));
  return programs.filter(({ kind }) => kinds.includes(kind));
}

/**
 * ThreadSanitizer refuses the memory layout that kernels with much address randomisation give; `setarch -R` turns
 * that off for the one program, where the container allows it.
 */
function launcher(sanitize) {
  if (!sanitize) return [];
  const fixed = ['setarch', machine(), '-R'];
  return capture(fixed[0], [...fixed.slice(1), 'true']).status === 0 ? fixed : [];
}

function report(path, output, tally, result) {
  const counts = `${tally.passed} ok${tally.failed ? `, ${tally.failed} NOT OK` : ''}`;
  console.log(`${basename(path)}: ${counts}`);
  if (tally.failed === 0) return;
  console.log(
    output
      .split('\n')
      .filter((line) => !line.startsWith('ok '))
      .join('\n'),
  );
  console.log(result.stderr);
  if (result.error) console.log(`${path}: ${result.error.message}`);
  else if (result.signal) console.log(`${path} was ended by ${result.signal}`);
}

function runProgram(path, prefix) {
  const [command, ...args] = [...prefix, path];
  const env = { ...process.env, UBSAN_OPTIONS: 'print_stacktrace=1' };
  const result = capture(command, args, { timeout: PROGRAM_LIMIT_MS, killSignal: 'SIGKILL', env });
  const output = result.stdout ?? '';
  const tally = tallyTap(output, result.status);
  report(path, output, tally, result);
  return tally;
}

/** Builds and runs one mode. A mode without a test program counts as a failure. */
export function runNativeTests(mode) {
  const { sanitize, kinds } = MODES[mode];
  const programs = programsOf(build(mode), kinds);
  const prefix = launcher(sanitize);
  const total = emptyTally();
  for (const { path } of programs) addTally(total, runProgram(path, prefix));
  if (programs.length > 0) return total;
  console.log(`no test programs for ${mode}: expected test/{core,host}/**/*_test.{c,cc}`);
  return { ...total, failed: 1 };
}
