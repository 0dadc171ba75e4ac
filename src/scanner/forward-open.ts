import { randomInt } from 'node:crypto';
import {
  ClassCode,
  type ConnectionParameters,
  type ConnectionTriad,
  type CpfItem,
  DEFAULT_TIMING,
  type ForwardClose,
  type ForwardOpen,
  IO_PORT,
  IPV4_FAMILY,
  logicalSegment,
  type Path,
  type Segment,
} from '../cip/index.js';
import type { ParsedScannerOptions, ScannerSettings } from './option-schema.js';

/** Bytes of class 1 before the data, counted in the connection size. */
const SEQUENCE_COUNT_SIZE = 2;
const HEADER_SIZE = 4;

/** The largest connection size of a Forward Open that is not a large one. */
export const LARGEST_SMALL_SIZE = 511;

/** An exclusive-owner request: class 1, cyclic, point-to-point (docs/protocol.md, "Forward Open"). */
export function forwardOpenOf(settings: ScannerSettings): ForwardOpen {
  const rpiUs = Math.round(settings.rpiMs * 1_000);
  const sizes = connectionSizes(settings);
  return {
    large: settings.large ?? Math.max(sizes.output, sizes.input) > LARGEST_SMALL_SIZE,
    timing: DEFAULT_TIMING,
    oToT: { connectionId: 0, rpiUs, parameters: parameters(sizes.output) },
    tToO: { connectionId: randomId(), rpiUs, parameters: parameters(sizes.input) },
    triad: triadOf(settings),
    timeoutMultiplier: settings.timeoutMultiplier,
    transport: { class: 1, trigger: 'cyclic', server: false },
    path: pathOf(settings),
  };
}

/** Bytes of each direction with what class 1 puts before the data. */
export function connectionSizes({ output, input }: ParsedScannerOptions) {
  return {
    output: SEQUENCE_COUNT_SIZE + (output.runIdleHeader ? HEADER_SIZE : 0) + output.size,
    input: SEQUENCE_COUNT_SIZE + input.size,
  };
}

/** The target goes by the triad; the path is that of the open without its configuration data. */
export function forwardCloseOf(open: ForwardOpen): ForwardClose {
  return { timing: open.timing, triad: open.triad, path: open.path.filter(({ kind }) => kind !== 'data') };
}

/** Tells the target our UDP port where it is not the usual one (docs/protocol.md, "Forward Open"). */
export function socketItemsFor(address: string, port: number): readonly CpfItem[] {
  if (port === IO_PORT) return [];
  return [{ type: 'socketAddressTToO', address: { family: IPV4_FAMILY, port, address } }];
}

/** The UDP port that the target consumes on: its reply says so, 2222 otherwise. */
export function outputPortOf(further: readonly CpfItem[]): number {
  for (const item of further) {
    if (item.type === 'socketAddressOToT') return item.address.port;
  }
  return IO_PORT;
}

/** What is asked for, for messages: `150/100/151`. */
export function pointsOf({ output, input, config }: ScannerSettings): string {
  return [output.instance, input.instance, ...(config === null ? [] : [config.instance])].join('/');
}

function parameters(size: number): ConnectionParameters {
  return { size, variable: false, priority: 'scheduled', type: 'pointToPoint', redundantOwner: false };
}

/** Where the connection goes: key, class, assemblies, configuration data. */
export function pathOf({ electronicKey, config, output, input }: ParsedScannerOptions): Path {
  const path: Segment[] = electronicKey === undefined ? [] : [{ kind: 'key', ...electronicKey }];
  path.push(logicalSegment('class', ClassCode.assembly));
  if (config !== null) path.push(logicalSegment('instance', config.instance));
  path.push(logicalSegment('connectionPoint', output.instance), logicalSegment('connectionPoint', input.instance));
  if (config !== null && config.data.byteLength > 0) path.push({ kind: 'data', data: evenBytes(config.data) });
  return path;
}

/** A data segment holds whole words. */
function evenBytes(data: Uint8Array): Uint8Array {
  if (data.byteLength % 2 === 0) return data;
  const padded = new Uint8Array(data.byteLength + 1);
  padded.set(data);
  return padded;
}

function triadOf(settings: ScannerSettings): ConnectionTriad {
  return {
    connectionSerial: settings.connectionSerial ?? randomInt(0x1_0000),
    vendorId: settings.vendorId ?? randomInt(0x1_0000),
    originatorSerial: settings.originatorSerial ?? randomId(),
  };
}

/** Never 0: that would ask the target to choose. */
function randomId(): number {
  return randomInt(1, 0x1_0000_0000);
}
