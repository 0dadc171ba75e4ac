/** Waits for so long only. */

/** @param late in place of what is not there within the time; what comes later is passed over */
export async function inTime<T>(answer: Promise<T>, withinMs: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<T>((done) => {
    timer = setTimeout(() => done(late()), withinMs);
  });
  try {
    return await Promise.race([answer, over]);
  } finally {
    clearTimeout(timer);
  }
}
