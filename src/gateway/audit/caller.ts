/** Who writes, and from where, as far as the operating system knows it. */
import { hostname, userInfo } from 'node:os';

/** Name of the user that this process runs as; `uid 10001` where the system has no name for it, as in a container. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.geteuid?.() ?? 'unknown'}`;
  }
}

/** This process, in words: `process 1234 on edge-7`. */
export function fromHere(): string {
  return `process ${process.pid} on ${hostname()}`;
}
