import { EipTimeoutError } from '../../errors.js';
import type { AdapterStatus } from '../status.js';

type Figures = Pick<AdapterStatus, 'address' | 'port' | 'ioPort' | 'counters' | 'connections'>;

/**
 * Nobody came in time: what the adapter saw meanwhile tells how far an originator got.
 * @param before the counters when the wait began
 * @param reasons what is missing
 */
export function noOriginator(
  forMs: number,
  reasons: readonly string[],
  before: AdapterStatus['counters'],
  now: Figures,
): EipTimeoutError {
  const where = `${now.address}, TCP ${now.port} and UDP ${now.ioPort}`;
  const what = `Waited ${forMs} ms at ${where}: ${reasons.join('; ')}. ${whatWasSeen(before, now)}`;
  const address = now.address === null ? {} : { address: now.address };
  return new EipTimeoutError('EIP_ORIGINATOR_TIMEOUT', what, address);
}

function whatWasSeen(before: AdapterStatus['counters'], { counters, connections }: Figures): string {
  const grown = (...names: string[]) =>
    names.reduce((sum, name) => sum + (counters[name] ?? 0) - (before[name] ?? 0), 0);
  const refused = grown('openFormatRejects', 'openResourceRejects', 'openOtherRejects');
  if (refused > 0) {
    return `${refused} Forward Opens were refused: instances, sizes, RPI or configuration differ from this adapter's`;
  }
  const lost = grown('timeouts');
  if (lost > 0) return `${lost} connections were opened and timed out: their UDP packets do not arrive`;
  if (connections.length > 0) return 'Connections are open, but not with data to each of these assemblies';
  if (grown('encapMessages') > 0) return 'It was spoken to, and no Forward Open came';
  return 'Nobody has spoken to it';
}
