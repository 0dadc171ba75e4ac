// Builds the fuzz targets with clang and runs one of them.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { vectorSeeds } from './fuzz-vectors.mjs';
import { root } from './paths.mjs';
import { CommandError, run } from './run.mjs';

const BUILD = join(root, 'build-fuzz');
const DEFAULT_MINUTES = 5;
/** Longest input in bytes: long enough for many steps, short enough for many inputs. */
const LONGEST = { stateful: 512 };
const LONGEST_ELSE = 1024;

export function targetNames() {
  return readdirSync(join(root, 'fuzz', 'targets'))
    .filter((file) => file.endsWith('.c'))
    .map((file) => file.slice(0, -'.c'.length))
    .sort();
}

function positive(name, text) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new CommandError(`--${name} wants a number above 0, not ${text}`, 2);
}

function parsed(args) {
  try {
    const options = { minutes: { type: 'string' }, each: { type: 'string' } };
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new CommandError(error.message, 2);
  }
}

/** `{ minutes, each, targets }`; `minutes` and `each` are undefined where they were not given. */
export function parseFuzzArguments(args, known) {
  const { values, positionals } = parsed(args);
  const stranger = positionals.find((name) => !known.includes(name));
  if (stranger) throw new CommandError(`no fuzz target ${stranger}; there are ${known.join(', ')}`, 2);
  if (values.minutes && values.each) throw new CommandError('--minutes or --each, not both', 2);
  return {
    minutes: positive('minutes', values.minutes),
    each: positive('each', values.each),
    targets: [...new Set(positionals)],
  };
}

/**
 * Whole seconds for one target.
 * @param {{ minutes?: number, each?: number }} options
 * @param {number} targets
 * @param {number} lanes
 */
export function secondsEach({ minutes = DEFAULT_MINUTES, each }, targets, lanes) {
  return Math.max(1, Math.round(each ?? (minutes * 60) / Math.ceil(targets / lanes)));
}

export function buildFuzzers() {
  const compilers = ['-DCMAKE_C_COMPILER=clang', '-DCMAKE_CXX_COMPILER=clang++'];
  const options = ['-DEIP_FUZZ=ON', '-DEIP_SANITIZE=address', '-DEIP_WERROR=ON'];
  run('cmake', ['-S', root, '-B', BUILD, ...compilers, ...options]);
  run('cmake', ['--build', BUILD, '--parallel', String(availableParallelism())]);
}

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The target's own seeds, and those of test/vectors in its form. */
function writeSeeds(name) {
  const folder = fresh(join(BUILD, 'seeds', name));
  run(join(BUILD, `fuzz_${name}_replay`), ['--write', folder]);
  for (const [index, bytes] of vectorSeeds(name).entries()) writeFileSync(join(folder, `vector-${index}`), bytes);
  return folder;
}

/** Keeps the last of what a child says, which is where libFuzzer and the sanitizers say what they found. */
function output(child) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => (text = (text + chunk).slice(-20_000)));
  }
  return () => text;
}

function report(name, status, text) {
  const done = /#(\d+)\s+DONE\s+cov: (\d+).*corp: (\d+)/.exec(text);
  if (status === 0 && done) {
    console.log(`${name}: ${done[1]} inputs, ${done[2]} edges, ${done[3]} in the corpus`);
    return true;
  }
  console.log(`${name}: failed: exit code ${status}`);
  console.log(text);
  console.log(`To reproduce: build-fuzz/fuzz_${name} with the file named above (fuzz/README.md)`);
  return false;
}

/** Runs one target; whether it found nothing. The corpus grows from run to run, in build-fuzz/corpus. */
export async function runFuzzer(name, seconds) {
  const seeds = writeSeeds(name);
  const corpus = join(BUILD, 'corpus', name);
  const findings = join(root, 'fuzz', 'findings', name);
  for (const folder of [corpus, findings]) mkdirSync(folder, { recursive: true });
  const limits = [`-max_total_time=${seconds}`, `-max_len=${LONGEST[name] ?? LONGEST_ELSE}`];
  const watch = ['-timeout=20', '-rss_limit_mb=1024', '-report_slow_units=60', '-print_final_stats=1'];
  const args = [...limits, ...watch, `-artifact_prefix=${findings}/`, corpus, seeds];
  const env = { ...process.env, ASAN_OPTIONS: 'quarantine_size_mb=16', UBSAN_OPTIONS: 'print_stacktrace=1' };
  const child = spawn('nice', ['-n', '10', join(BUILD, `fuzz_${name}`), ...args], { env });
  const text = output(child);
  const status = await new Promise((resolve) => {
    child.on('error', () => resolve(-1));
    child.on('close', resolve);
  });
  return report(name, status, text());
}
