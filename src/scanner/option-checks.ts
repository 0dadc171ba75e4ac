/** What holds between the scanner's options: all of it has to fit one Forward Open. */
import { encodePath, LARGEST_SMALL_SIZE } from '../cip/index.js';
import type { Complain } from '../config/refusal.js';
import { connectionSizes, pathOf } from './forward-open.js';
import type { CompleteScannerOptions } from './option-schema.js';

/** A length byte counts the words of a path, another one those of a data segment. */
const MOST_WORDS = 255;

export function checkOptions(options: CompleteScannerOptions, complain: Complain): void {
  checkOutput(options, complain);
  checkFormats(options, complain);
  checkConfig(options, complain);
  if (options.large === false) checkSmall(options, complain);
}

/** Only an owner has something to say. */
function checkOutput({ type, output }: CompleteScannerOptions, complain: Complain): void {
  if (type === 'owner') return;
  if (output.format !== 'heartbeat' && output.format !== 'zeroLength') {
    complain(['output', 'format'], `expected "heartbeat" or "zeroLength" with type "${type}", got "${output.format}"`);
  }
  if (output.size > 0 && output.format !== 'heartbeat') {
    complain(['output', 'size'], `expected 0 with type "${type}", got ${output.size}`);
  }
}

function checkFormats(options: CompleteScannerOptions, complain: Complain): void {
  for (const option of ['output', 'input'] as const) {
    const { format, size } = options[option];
    if (format === 'heartbeat' && size > 0) complain([option, 'size'], `expected 0 with a heartbeat, got ${size}`);
  }
}

/** The data shares the connection path with the key and the instances, behind a head of one word. */
function checkConfig(options: CompleteScannerOptions, complain: Complain): void {
  const { config } = options;
  if (config === null) return;
  const before = encodePath(pathOf({ ...options, config: { ...config, data: new Uint8Array(0) } })).byteLength / 2;
  const most = 2 * (MOST_WORDS - before - 1);
  const found = config.data.byteLength;
  if (found > most) complain(['config', 'data'], `${found} bytes: the path of this Forward Open has room for ${most}`);
}

function checkSmall(options: CompleteScannerOptions, complain: Complain): void {
  const sizes = connectionSizes(options);
  for (const option of ['output', 'input'] as const) {
    if (sizes[option] <= LARGEST_SMALL_SIZE) continue;
    const most = LARGEST_SMALL_SIZE - (sizes[option] - options[option].size);
    complain([option, 'size'], `${options[option].size} bytes: at most ${most} with "large" false`);
  }
}
