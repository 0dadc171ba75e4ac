import { CommanderError } from 'commander';
import { EipConfigError, EipError } from '../errors.js';

export const EXIT_CLEAN = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

const WRITE_TEXTS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file would be too large',
  EIO: 'input/output error',
};

/** stdout or stderr can't be written: the file or device that the shell gave, not a reader that left. */
export class OutputError extends Error {
  readonly code = 'EIP_OUTPUT_FAILED';

  constructor(stream: 'stdout' | 'stderr', cause: NodeJS.ErrnoException) {
    const why = `${WRITE_TEXTS[cause.code ?? ''] ?? cause.message} (${cause.code ?? 'no code'})`;
    const check = 'Check the disk or device that it is redirected to ("df" shows what is free), then run again';
    super(`${stream} cannot be written: ${why}. ${check}.`, { cause });
    this.name = 'OutputError';
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
  if (isOurs(error)) return `error: ${error.message} [${error.code}]`;
  return `error: ${error instanceof Error ? error.stack : String(error)}`;
}

/** The field `error` of a summary. */
export function summaryError(error: unknown): { readonly error: { code: string; message: string } } {
  if (isOurs(error)) return { error: { code: error.code, message: error.message } };
  return { error: { code: 'EIP_INTERNAL', message: error instanceof Error ? error.message : String(error) } };
}

/** Says what to check and has a code. */
function isOurs(error: unknown): error is EipError | OutputError {
  return error instanceof EipError || error instanceof OutputError;
}
