/** Facts of a machine, as a test wants them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import type { Interface } from '../../../src/doctor/system/interfaces.js';
import type { Route } from '../../../src/doctor/system/routes.js';
import { SystemFiles } from '../../../src/doctor/system/system-files.js';

export function anInterface(more: Partial<Interface> = {}): Interface {
  return {
    name: 'eth0',
    address: '192.168.1.50',
    netmask: '255.255.255.0',
    internal: false,
    kind: 'hardware',
    multicast: true,
    reversePath: 0,
    ...more,
  };
}

export const LOOPBACK = anInterface({
  name: 'lo',
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  internal: true,
  kind: 'loopback',
  multicast: false,
});

/** `0.0.0.0/0 via eth0` as numbers. */
export function aRoute(more: Partial<Route> = {}): Route {
  return { interface: 'eth0', destination: 0, mask: 0, metric: 0, gateway: true, rejects: false, ...more };
}

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** A system of one's own: texts of files by path, `->TARGET` for a link. */
export function systemOf(texts: Readonly<Record<string, string | Buffer>>): SystemFiles {
  const root = mkdtempSync(join(tmpdir(), 'eip-system-'));
  roots.push(root);
  for (const [path, text] of Object.entries(texts)) {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    if (typeof text === 'string' && text.startsWith('->')) symlinkSync(text.slice(2), at);
    else writeFileSync(at, text);
  }
  return new SystemFiles(root);
}
