// Child processes of the scripts. Everything a script says goes to stderr: stdout belongs to the program it prepares.
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/** A child that failed; the script ends with its exit code and without a stack trace. */
export class CommandError extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function say(text) {
  process.stderr.write(`${text}\n`);
}

function quoted(argument) {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** The command as one would type it. */
export function commandLine(command, args) {
  return [command, ...args].map(quoted).join(' ');
}

/** Runs a command in the foreground, printed first. Throws CommandError unless it ends with 0. */
export function run(command, args, options = {}) {
  say(`$ ${commandLine(command, args)}`);
  const { status, signal, error } = spawnSync(command, args, { stdio: ['inherit', 2, 2], ...options });
  if (error) throw new CommandError(`${command} could not be started: ${error.message}`, 1);
  if (status === 0) return;
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${status}`;
  throw new CommandError(`${commandLine(command, args)} ${how}`, signal ? 128 + constants.signals[signal] : status);
}

/** Runs a command quietly: `{ status, stdout, stderr }`; status is null when it could not be started. */
export function capture(command, args, options = {}) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
}

/** The main of a script: a CommandError becomes its exit code. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(`error: ${error.message}`);
    process.exitCode = error.exitCode;
  }
}
