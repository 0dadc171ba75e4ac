import type { Scanner } from '../scanner/scanner.js';
import type { Stop } from './stop.js';

/**
 * Holds an open connection until the end is asked for, and closes it then: also when an error asked for it, which
 * counts more than one of closing.
 */
export async function holdOpen(scanner: Scanner, stop: Stop): Promise<void> {
  try {
    await stop.asked();
  } catch (error) {
    await scanner.close().catch(() => {});
    throw error;
  }
  await scanner.close();
}
