/** What the process would have died of while `work` ran. */
export async function uncaughtWhile(work: () => Promise<unknown>): Promise<unknown[]> {
  const caught: unknown[] = [];
  const others = process.rawListeners('uncaughtException') as NodeJS.UncaughtExceptionListener[];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => caught.push(error));
  try {
    await work();
    await new Promise(setImmediate);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const other of others) process.on('uncaughtException', other);
  }
  return caught;
}
