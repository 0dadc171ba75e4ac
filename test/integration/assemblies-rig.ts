/** Assemblies that a test adds to the usual cell, and scanners for them. */
import { afterEach } from 'vitest';
import type { Adapter, EipError } from '../../src/index.js';
import { ExplicitSession, type Scanner } from '../../src/testing.js';
import { PEER, peer } from './data-rig.js';

export const OWNER = { type: 'exclusiveOwner', output: 'order', input: 'report' } as const;
export const LISTENER = { type: 'inputOnly', input: 'report' } as const;
export const ORDER = { instance: 160, kind: 'output', size: 8 } as const;
export const REPORT = { instance: 110, kind: 'input', size: 8 } as const;

const sessions: ExplicitSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
});

export async function sessionWith(adapter: Adapter): Promise<ExplicitSession> {
  const { address, port } = adapter.status();
  const session = await ExplicitSession.open({ host: address as string, port: port as number, bind: PEER });
  sessions.push(session);
  return session;
}

/** A scanner for the assemblies that are added. */
export function addedPeer(adapter: Adapter, options: Parameters<typeof peer>[1] = {}): Scanner {
  const owner = options.type === undefined;
  return peer(adapter, {
    input: { instance: 110, size: 8 },
    ...(owner ? { output: { instance: 160, size: 8 } } : {}),
    ...options,
  });
}

export async function addBoth(adapter: Adapter) {
  const order = await adapter.addAssembly('order', ORDER);
  const report = await adapter.addAssembly('report', REPORT, { connections: [OWNER] });
  return { order, report };
}

export const failure = async (work: Promise<unknown>): Promise<EipError> => {
  try {
    await work;
  } catch (error) {
    return error as EipError;
  }
  throw new Error('nothing was thrown');
};

export const dataOf = (instance: number) => ({ classId: 4, instance, attribute: 3 });
