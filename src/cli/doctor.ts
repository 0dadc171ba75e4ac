import type { Command } from 'commander';
import { diagnose, type Finding, type Level, subjectOf, usualSubject } from '../doctor/index.js';
import { loadConfig } from '../eip-config/index.js';
import { doctorSeconds } from './arguments.js';
import { withProblems } from './check.js';
import { counted } from './config.js';
import { exitCodeOf, ProblemsFound, textOf } from './failure.js';
import { type Context, runCommand } from './run-command.js';

interface DoctorArguments {
  readonly timeout: number;
  readonly json?: boolean;
}

/** `eip-native doctor`: what of this machine and its surroundings stands in the way of a service. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at what a service needs of this machine, the PLCs and the broker, and say what to do')
    .argument('[file...]', 'its configuration, as "check" takes it; without one only what is general is looked at')
    .option('--timeout <seconds>', 'for all of it', doctorSeconds, 15)
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(doctor);
}

type Counts = Record<Level, number>;

async function doctor(files: readonly string[], { timeout, json = false }: DoctorArguments): Promise<void> {
  const counts: Counts = { ok: 0, warning: 0, problem: 0, skipped: 0 };
  let unfinished = false;
  const work = async (context: Context): Promise<void> => {
    unfinished = await examine(files, timeout, context, (finding) => counts[finding.level]++);
    if (counts.problem > 0) throw new ProblemsFound(counts.problem);
  };
  await endingAt(
    () => unfinished,
    () => runCommand(json, work, () => ({ fields: counts, text: summaryText(counts) })),
  );
}

/** @returns whether something of it goes on */
async function examine(
  files: readonly string[],
  timeout: number,
  { output, stop }: Context,
  tell: (finding: Finding) => void,
): Promise<boolean> {
  const config = files.length === 0 ? undefined : withProblems(output, () => loadConfig({ files }));
  try {
    const subject = config === undefined ? usualSubject() : subjectOf(config);
    const findings = diagnose(subject, { timeoutMs: Math.round(timeout * 1_000), signal: stop.signal });
    for (;;) {
      const { value, done } = await findings.next();
      if (done === true) return value.unfinished;
      tell(value);
      output.line({ type: 'finding', ...value }, findingText(value));
    }
  } finally {
    await config?.secrets.close();
  }
}

const ID_WIDTH = 'reverse-path'.length;
const LEVEL_WIDTH = 'problem'.length;
const INDENT = ' '.repeat(LEVEL_WIDTH + ID_WIDTH + 4);

function findingText({ id, level, found, remedy, doc }: Finding): string {
  const first = `${level.padEnd(LEVEL_WIDTH)}  ${id.padEnd(ID_WIDTH)}  ${found}`;
  return remedy === null ? first : `${first}\n${INDENT}-> ${remedy}\n${INDENT}   ${doc}`;
}

function summaryText({ problem, warning }: Counts): string {
  return `${counted(problem, 'problem')}, ${counted(warning, 'warning')}`;
}

/** What nothing can end would hold this process: it ends then as it would have, what it had to say is out. */
async function endingAt(unfinished: () => boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!unfinished()) throw error;
    const text = textOf(error);
    process.stderr.write(text === undefined ? '' : `${text}\n`, () => process.exit(exitCodeOf(error)));
    return;
  }
  if (unfinished()) process.exit(0);
}
