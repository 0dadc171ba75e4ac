/** The version of this package. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** `unknown` where the code was bundled into something else. */
export function packageVersion(): string {
  try {
    const text = readFileSync(resolve(__dirname, '..', '..', 'package.json'), 'utf8');
    const { name, version } = JSON.parse(text) as { name?: unknown; version?: unknown };
    return name === '@strokmatic/eip-native' && typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}
