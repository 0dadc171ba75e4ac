/** What holds between the scanner's options: all of it has to fit one Forward Open. */
import { encodePath } from '../cip/index.js';
import type { Complain } from '../config/refusal.js';
import { connectionSizes, LARGEST_SMALL_SIZE, pathOf } from './forward-open.js';
import type { ParsedScannerOptions } from './option-schema.js';

/** A length byte counts the words of a path, another one those of a data segment. */
const MOST_WORDS = 255;

export function checkOptions(options: ParsedScannerOptions, complain: Complain): void {
  checkConfig(options, complain);
  if (options.large === false) checkSmall(options, complain);
}

/** The data shares the connection path with the key and the instances, behind a head of one word. */
function checkConfig(options: ParsedScannerOptions, complain: Complain): void {
  const { config } = options;
  if (config === null) return;
  const before = encodePath(pathOf({ ...options, config: { ...config, data: new Uint8Array(0) } })).byteLength / 2;
  const most = 2 * (MOST_WORDS - before - 1);
  const found = config.data.byteLength;
  if (found > most) complain(['config', 'data'], `${found} bytes: the path of this Forward Open has room for ${most}`);
}

function checkSmall(options: ParsedScannerOptions, complain: Complain): void {
  const sizes = connectionSizes(options);
  for (const option of ['output', 'input'] as const) {
    if (sizes[option] <= LARGEST_SMALL_SIZE) continue;
    const most = LARGEST_SMALL_SIZE - (sizes[option] - options[option].size);
    complain([option, 'size'], `${options[option].size} bytes: at most ${most} with "large" false`);
  }
}
