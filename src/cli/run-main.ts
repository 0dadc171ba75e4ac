import type { Command } from 'commander';
import { exitCodeOf, textOf } from './failure.js';

/** Runs a program to its exit code. The process ends by itself, so that what was written gets out. */
export async function runMain(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    const text = textOf(error);
    if (text !== undefined) process.stderr.write(`${text}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
