/** A spool that does not say what became of a record is not waited for without end. */
const MOST_MS = 5_000;

/** Resolved when all of them are, or after a while; none may reject. */
export async function settled(all: Iterable<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, MOST_MS);
  });
  await Promise.race([Promise.all(all), patience]);
  clearTimeout(timer);
}
