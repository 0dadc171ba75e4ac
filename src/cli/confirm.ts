/** A question to the person at the terminal. */
import { createInterface } from 'node:readline/promises';
import type { Stop } from './stop.js';

/** Questions go to stderr: stdout carries data. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Only `y` and `yes` are yes. @throws the reason of `stop` when the command is to end */
export async function confirmed(question: string, { signal }: Stop): Promise<boolean> {
  const asker = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D end the question on its own line.
    const ended = new Promise<string>((resolve) => asker.once('close', () => resolve('\n')));
    const answer = await Promise.race([asker.question(`${question} [y/N] `, { signal }), ended]);
    if (answer === '\n') process.stderr.write(answer);
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    asker.close();
  }
}
