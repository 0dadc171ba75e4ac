/** Commands that run beside a test and end with it. */
import { afterEach } from 'vitest';
import { Cli } from '../support/cli.js';

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Ends with the test, whatever happens. */
export function started(args: readonly string[], script?: string): Cli {
  const cli = Cli.start(args, script);
  cleanups.push(async () => {
    cli.signal('SIGKILL');
    await cli.ended;
  });
  return cli;
}

/** `eip-native adapter` with JSON, listening. */
export async function adapterOn(address: string, ...more: string[]): Promise<Cli> {
  const cli = started(['adapter', '--bind', address, '--json', ...more]);
  await cli.line('listening');
  return cli;
}
