import { CommanderError } from 'commander';
import { problemText } from '../config/problems.js';
import { EipConfigError, EipError, type OptionProblem } from '../errors.js';

export const EXIT_CLEAN = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

const WRITE_TEXTS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file would be too large',
  EIO: 'input/output error',
};

const CHECK_STREAM = 'Check the disk or device that it is redirected to ("df" shows what is free), then run again';

/** stdout or stderr can't be written (the file or device that the shell gave, not a reader that left), or a file. */
export class OutputError extends Error {
  readonly code = 'EIP_OUTPUT_FAILED';

  /** @param target stdout, stderr or a file */
  constructor(target: string, cause: NodeJS.ErrnoException, check = CHECK_STREAM) {
    const why = `${WRITE_TEXTS[cause.code ?? ''] ?? cause.message} (${cause.code ?? 'no code'})`;
    super(`${target} cannot be written: ${why}. ${check}.`, { cause });
    this.name = 'OutputError';
  }
}

/** The person at the terminal did not say yes. */
export class NotConfirmed extends Error {
  override readonly name = 'NotConfirmed';
  readonly code = 'EIP_NOT_CONFIRMED';

  constructor(what = 'nothing was written') {
    super(`${what}: the answer was not yes`);
  }
}

/** The doctor found what stands in the way; each of it is told already. */
export class ProblemsFound extends Error {
  override readonly name = 'ProblemsFound';
  readonly code = 'EIP_PROBLEMS_FOUND';

  constructor(count: number) {
    super(count === 1 ? 'there is 1 problem, told above' : `there are ${count} problems, told above`);
  }
}

/** 0 for --help and --version, 2 for wrong usage or configuration, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CLEAN : EXIT_USAGE;
  return error instanceof EipConfigError ? EXIT_USAGE : EXIT_FAILED;
}

/** What a person needs: an error of ours says what to check; anything else is a fault of ours and shows where. */
export function textOf(error: unknown): string | undefined {
  // commander has written its own message.
  if (error instanceof CommanderError) return undefined;
  if (error instanceof EipError && error.problems?.some(hasSource)) return problemsText(error, error.problems);
  if (isOurs(error)) return `error: ${error.message} [${error.code}]`;
  return `error: ${error instanceof Error ? error.stack : String(error)}`;
}

function hasSource({ line, variable }: OptionProblem): boolean {
  return line !== undefined || variable !== undefined;
}

/** One a line, as editors and compilers tell them. */
function problemsText({ check, code }: EipError, problems: readonly OptionProblem[]): string {
  const count = problems.length === 1 ? '1 mistake' : `${problems.length} mistakes`;
  return [...problems.map(problemText), `error: ${count} in ${sourcesText(problems)}. ${check}. [${code}]`].join('\n');
}

/** `base.yaml, production.yaml and the environment` */
function sourcesText(problems: readonly OptionProblem[]): string {
  const sources = problems.map(
    ({ file, variable }) => file ?? (variable === undefined ? 'the program' : 'the environment'),
  );
  return [...new Set(sources)].join(', ').replace(/, ([^,]*)$/, ' and $1');
}

/** The field `error` of a summary. */
export function summaryError(error: unknown): { readonly error: { code: string; message: string } } {
  if (isOurs(error)) return { error: { code: error.code, message: error.message } };
  return { error: { code: 'EIP_INTERNAL', message: error instanceof Error ? error.message : String(error) } };
}

/** Says what to check and has a code. */
function isOurs(error: unknown): error is EipError | OutputError | NotConfirmed | ProblemsFound {
  return [EipError, OutputError, NotConfirmed, ProblemsFound].some((kind) => error instanceof kind);
}
