/** Errors that nobody caught: what comes after them can't be relied on, so the process ends, and says why. */
import type { Logging } from '../logging/hub.js';
import { EXIT_FAILED, textOf } from './failure.js';

/** A disk that takes no lines does not hold the end up. */
const FLUSH_MS = 1_000;

/** Held while the process serves; the log is flushed, and the exit code is 1. */
export function lastResort(logging: Logging): Disposable {
  const log = logging.getLogger('cli');
  const end = (event: 'uncaughtException' | 'unhandledRejection') => (error: unknown) => {
    log.fatal({ err: error, event }, 'An error that nobody caught ends the process');
    process.stderr.write(`${textOf(error)}\n`);
    const exit = () => process.exit(EXIT_FAILED);
    setTimeout(exit, FLUSH_MS);
    void logging.flush().then(exit, exit);
  };
  const onException = end('uncaughtException');
  const onRejection = end('unhandledRejection');
  process.on('uncaughtException', onException).on('unhandledRejection', onRejection);
  return {
    [Symbol.dispose]() {
      process.off('uncaughtException', onException).off('unhandledRejection', onRejection);
    },
  };
}
