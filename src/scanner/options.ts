/** Options normalised once: complete, in range. Everything behind this takes the result. */
import { parsed, refuseComplaints } from '../config/refusal.js';
import { checkOptions } from './option-checks.js';
import { type ScannerSettings, scannerSchema } from './option-schema.js';
import type { ScannerOptions } from './option-types.js';

/** @throws EipConfigError (EIP_OPTION_INVALID) that names every wrong option by its path. */
export function normalize(options: ScannerOptions): ScannerSettings {
  const settings = parsed('scanner', scannerSchema, options);
  refuseComplaints('scanner', (complain) => checkOptions(settings, complain));
  return { ...settings, timeoutMultiplier: settings.timeoutMultiplier ?? multiplierFor(settings.rpiMs) };
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
