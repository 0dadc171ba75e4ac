import { CommanderError } from 'commander';
import { EipConfigError, EipError } from '../errors.js';

export const EXIT_CLEAN = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** 0 for --help and --version, 2 for wrong usage or configuration, else 1. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CLEAN : EXIT_USAGE;
  return error instanceof EipConfigError ? EXIT_USAGE : EXIT_FAILED;
}

/** What a person needs: an error of ours says what to check; anything else is a fault of ours and shows where. */
export function textOf(error: unknown): string | undefined {
  // commander has written its own message.
  if (error instanceof CommanderError) return undefined;
  if (error instanceof EipError) return `error: ${error.message} [${error.code}]`;
  return `error: ${error instanceof Error ? error.stack : String(error)}`;
}

/** The field `error` of a summary. */
export function summaryError(error: unknown): { readonly error: { code: string; message: string } } {
  if (error instanceof EipError) return { error: { code: error.code, message: error.message } };
  return { error: { code: 'EIP_INTERNAL', message: error instanceof Error ? error.message : String(error) } };
}
