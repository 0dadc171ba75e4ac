/** Files of a configuration for a test, and what `loadConfig` says of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, vi } from 'vitest';
import { problemText } from '../../../src/config/problems.js';
import { EipConfigError, type LoadConfigOptions, loadConfig } from '../../../src/index.js';

export const folder = mkdtempSync(join(tmpdir(), 'eip-load-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

export function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** All that is wrong, without the folder. */
export function problems(options: LoadConfigOptions): string[] {
  try {
    loadConfig({ env: {}, ...options });
  } catch (error) {
    if (!(error instanceof EipConfigError)) throw error;
    expect(error.code).toBe('EIP_CONFIG_INVALID');
    return (error.problems ?? []).map((problem) => problemText(problem).replaceAll(`${folder}/`, ''));
  }
  throw new Error('accepted');
}
