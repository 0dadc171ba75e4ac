/** What holds between the options that say how an assembly behaves while it is cyclic: onLoss, history, watchdogMs ... */
import type { Complain } from '../config/refusal.js';
import type { ParsedAssembly, ParsedOptions } from './option-schema.js';
import { sizeOf } from './sizes.js';

type Path = readonly (string | number)[];

const OF_OUTPUTS = ['onLoss', 'onIdle', 'history'] as const;
const OF_INPUTS = ['watchdogMs', 'onWatchdog'] as const;

/** Of all histories together: the memory is there from the start on. */
const MOST_HISTORY_BYTES = 2 ** 28;

export function checkCyclic(options: ParsedOptions, complain: Complain): void {
  let historyBytes = 0;
  for (const [name, assembly] of Object.entries(options.assemblies)) {
    const at = ['assemblies', name];
    checkKinds(assembly, at, complain);
    if (assembly.kind === 'input') checkWatchdog(options, name, assembly, at, complain);
    historyBytes += bytesOfHistory(assembly);
    if (historyBytes <= MOST_HISTORY_BYTES) continue;
    complain([...at, 'history'], `all histories would take more than ${MOST_HISTORY_BYTES / 2 ** 20} MiB of memory`);
    break;
  }
}

function checkKinds(assembly: ParsedAssembly, at: Path, complain: Complain): void {
  const groups = [
    ['output', OF_OUTPUTS],
    ['input', OF_INPUTS],
  ] as const;
  for (const [kind, options] of groups) {
    if (assembly.kind === kind) continue;
    for (const option of options) {
      if (assembly[option] === undefined) continue;
      complain([...at, option], `only an ${kind} assembly has it, this one is of kind "${assembly.kind}"`);
    }
  }
}

/** As native/bridge/history_ring.h lays it out: a power of two of slots. */
function bytesOfHistory(assembly: ParsedAssembly): number {
  if (assembly.history === undefined) return 0;
  return 2 ** Math.ceil(Math.log2(assembly.history)) * (32 + Math.ceil(sizeOf(assembly) / 8) * 8);
}

function checkWatchdog(
  { connections, mirror }: ParsedOptions,
  name: string,
  { watchdogMs, onWatchdog }: ParsedAssembly,
  at: Path,
  complain: Complain,
): void {
  if (onWatchdog !== undefined && watchdogMs === undefined) {
    complain([...at, 'onWatchdog'], 'without watchdogMs nothing is watched');
  }
  if (watchdogMs !== undefined && mirror.some(({ input }) => input === name)) {
    complain([...at, 'watchdogMs'], 'a mirror writes it, so there is nothing for this process to refresh');
  }
  if (onWatchdog === 'idle') checkIdle({ connections }, name, at, complain);
}

/** Idle has to be heard: by a header, or by packets without data. */
function checkIdle(
  { connections }: Pick<ParsedOptions, 'connections'>,
  name: string,
  at: Path,
  complain: Complain,
): void {
  const over = connections
    .map((connection, i) => ({ connection, i }))
    .filter(({ connection }) => connection.input === name);
  if (over.length === 0)
    complain([...at, 'onWatchdog'], `"idle" is told in a T->O header, and no connection has "${name}"`);
  for (const { connection, i } of over) {
    if (connection.inputFormat === 'header32' || connection.inputFormat === 'zeroLength') continue;
    const what = `"idle" is told in a T->O header, and connections[${i}] has none: inputFormat "header32", or another action`;
    complain([...at, 'onWatchdog'], what);
  }
}
