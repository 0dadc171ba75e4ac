/** A scripted controller and clients of it, all ended after each test. */
import { afterEach } from 'vitest';
import { ExplicitClient, type ExplicitClientOptions } from '../../src/client/index.js';
import type { EipClientEvents } from '../../src/eip-client.js';
import { EipError } from '../../src/errors.js';
import { type PlcScript, ScriptedPlc } from '../support/scripted-plc.js';

export const PLC = '127.0.61.2';

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function plcWith(script: Partial<PlcScript> = {}, port?: number): Promise<ScriptedPlc> {
  const plc = await ScriptedPlc.listen(PLC, script, port);
  cleanups.push(() => plc.close());
  return plc;
}

export function clientOf(
  { port }: { readonly port: number },
  options: Partial<ExplicitClientOptions> = {},
): ExplicitClient {
  const client = new ExplicitClient({ host: PLC, port, reconnectMinMs: 1, ...options });
  cleanups.push(() => client.close());
  return client;
}

export async function connectedClient(
  plc: ScriptedPlc,
  options: Partial<ExplicitClientOptions> = {},
): Promise<ExplicitClient> {
  const client = clientOf(plc, options);
  await client.connect();
  return client;
}

/** Names of the events that it tells from now on, with their reasons. */
export function toldBy(client: ExplicitClient): { event: keyof EipClientEvents; reason: string }[] {
  const told: { event: keyof EipClientEvents; reason: string }[] = [];
  client.on('connected', () => told.push({ event: 'connected', reason: '' }));
  client.on('disconnected', ({ reason }) => told.push({ event: 'disconnected', reason }));
  client.on('reconnecting', ({ reason }) => told.push({ event: 'reconnecting', reason }));
  client.on('error', ({ message }) => told.push({ event: 'error', reason: message }));
  return told;
}

/** Resolves with the next event of that name. */
export function next(client: ExplicitClient, event: keyof EipClientEvents): Promise<unknown> {
  return new Promise((resolve) => client.once(event, resolve));
}

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<EipError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EipError) return error;
  throw new Error(`expected an EipError, got ${String(error)}`);
}
