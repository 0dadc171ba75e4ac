/** Ports for a broker: a run of free ones of 127.0.0.1, below those that the kernel gives away by itself. */
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_000;
const STEP = 10;

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const free = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false);
  if (free) {
    server.close();
    await once(server, 'close');
  }
  return free;
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  for (const port of ports) if (!(await isFree(port))) return false;
  return true;
}

/** Looks from a place of this process's own, so that several processes rarely meet. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const places = (LAST - FIRST) / STEP;
  for (let n = 0; n < places; n++) {
    const first = FIRST + ((process.pid + n) % places) * STEP;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if (await areFree(ports)) return ports;
  }
  throw new Error(`no ${count} free ports between ${FIRST} and ${LAST}`);
}
