/** A scripted target and scanners against it, all ended after each test. */
import { afterEach } from 'vitest';
import { EipError } from '../../src/errors.js';
import { Scanner, type ScannerOptions } from '../../src/testing.js';
import { type Script, ScriptedTarget } from '../support/scripted-target.js';

export const TARGET = '127.0.31.2';
export const OURS = '127.0.31.1';
/** Bytes of both assemblies. */
export const SIZE = 4;
/** Where T->O goes. */
export const us = { address: OURS, port: 2222 };

/** For what happens within milliseconds where nothing else runs. */
export const PATIENCE = { timeout: 10_000, interval: 5 };

export const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export async function target(script?: Script): Promise<ScriptedTarget> {
  const one = await ScriptedTarget.listen(TARGET, script);
  cleanups.push(() => one.close());
  return one;
}

export function scannerFor(one: { readonly port: number }, options: Partial<ScannerOptions> = {}): Scanner {
  const owner = options.type === undefined ? { output: { instance: 150, size: SIZE } } : {};
  const input = { instance: 100, size: SIZE };
  const scanner = new Scanner({ host: TARGET, port: one.port, bind: OURS, ...owner, input, ...options });
  cleanups.push(() => scanner.destroy());
  return scanner;
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
