/** Options normalised once: complete, in range. Everything behind this takes the result. */
import { parsed, refuseComplaints } from '../config/refusal.js';
import { checkOptions } from './option-checks.js';
import {
  type CompleteScannerOptions,
  type ParsedScannerOptions,
  type ScannerSettings,
  scannerSchema,
} from './option-schema.js';
import type { ScannerOptions } from './option-types.js';

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalize(options: ScannerOptions): ScannerSettings {
  const settings = withOutput(parsed('scanner', scannerSchema, options));
  refuseComplaints('scanner', (complain) => checkOptions(settings, complain));
  return { ...settings, timeoutMultiplier: settings.timeoutMultiplier ?? multiplierFor(settings.rpiMs) };
}

/** Of the well-known sample layout, and what is usual for each type of connection. */
const USUAL_OUTPUTS = {
  owner: { instance: 150, size: 32, format: 'header32' },
  input: { instance: 152, size: 0, format: 'heartbeat' },
  listen: { instance: 153, size: 0, format: 'heartbeat' },
} as const;

function withOutput(options: ParsedScannerOptions): CompleteScannerOptions {
  const usual = USUAL_OUTPUTS[options.type];
  const { format = usual.format, ...given } = options.output ?? { ...usual, variable: false, priority: 'scheduled' };
  return { ...options, output: { ...given, format } };
}

/** A JavaScript event loop pauses now and then: a connection should not end because of that. */
const LEAST_TIMEOUT_MS = 250;

function multiplierFor(rpiMs: number): number {
  let multiplier = 0;
  while (multiplier < 7 && watchdogMs(multiplier, rpiMs) < LEAST_TIMEOUT_MS) multiplier++;
  return multiplier;
}

/** docs/protocol.md, "Watchdog". */
export function watchdogMs(multiplier: number, intervalMs: number): number {
  return (4 << multiplier) * intervalMs;
}
