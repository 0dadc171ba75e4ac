import {
  ClassCode,
  type ConnectionParameters,
  type ConnectionRequest,
  type ConnectionType,
  type CpfItem,
  DEFAULT_TIMING,
  type ForwardClose,
  type ForwardOpen,
  IO_PORT,
  IPV4_FAMILY,
  inhibitTimeSegment,
  LARGEST_SMALL_SIZE,
  logicalSegment,
  type Path,
  type RouterReply,
  type Segment,
} from '../cip/index.js';
import { randomId, triadOf } from '../link/connection-numbers.js';
import type { WireEnd } from '../link/wire-tap.js';
import { connectionSizeOf } from './io-format.js';
import type { CompleteScannerOptions, ScannerSettings } from './option-schema.js';

const TRIGGERS = { cyclic: 'cyclic', changeOfState: 'changeOfState', application: 'applicationObject' } as const;

/** The request that the settings describe (docs/protocol.md, "Forward Open"). */
export function forwardOpenOf(settings: ScannerSettings): ForwardOpen {
  const rpiUs = microseconds(settings.rpiMs);
  const sizes = connectionSizes(settings);
  const { input, output, redundantOwner } = settings;
  const oToT = { ...parameters(output, sizes.output, 'pointToPoint'), redundantOwner };
  const tToO = parameters(input, sizes.input, input.multicast ? 'multicast' : 'pointToPoint');
  return {
    large: settings.large ?? Math.max(sizes.output, sizes.input) > LARGEST_SMALL_SIZE,
    timing: DEFAULT_TIMING,
    oToT: { connectionId: 0, rpiUs, parameters: oToT },
    tToO: { connectionId: input.multicast ? 0 : randomId(), rpiUs, parameters: tToO },
    triad: triadOf(settings),
    timeoutMultiplier: settings.timeoutMultiplier,
    transport: { class: settings.transportClass, trigger: TRIGGERS[settings.trigger], server: false },
    path: pathOf(settings),
  };
}

/** The same request with both directions null: nothing is opened (docs/protocol.md, "Order of checks", 2). */
export function nullForwardOpenOf(open: ForwardOpen, configData: Uint8Array): ForwardOpen {
  const path = withoutData(open.path);
  return {
    ...open,
    large: false,
    oToT: nullRequest(open.oToT),
    tToO: nullRequest(open.tToO),
    path: configData.byteLength === 0 ? path : [...path, dataSegment(configData)],
  };
}

function nullRequest({ rpiUs, parameters }: ConnectionRequest): ConnectionRequest {
  const nothing = { size: 0, variable: false, redundantOwner: false, type: 'null' } as const;
  return { connectionId: 0, rpiUs, parameters: { ...parameters, ...nothing } };
}

/** Connection sizes of both directions: data, and what stands before it. */
export function connectionSizes({ output, input, transportClass }: CompleteScannerOptions) {
  return {
    output: connectionSizeOf({ ...output, transportClass }),
    input: connectionSizeOf({ ...input, transportClass }),
  };
}

/** The target goes by the triad; the path is that of the open without its configuration data. */
export function forwardCloseOf(open: ForwardOpen): ForwardClose {
  return { timing: open.timing, triad: open.triad, path: withoutData(open.path) };
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

/** Where a multicast T->O goes, as the reply says; undefined when it names no group. */
export function inputGroupOf(further: readonly CpfItem[]): WireEnd | undefined {
  for (const item of further) {
    if (item.type === 'socketAddressTToO' && isMulticast(item.address.address)) {
      return { address: item.address.address, port: item.address.port };
    }
  }
  return undefined;
}

function isMulticast(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return first >= 224 && first < 240;
}

/** What is asked for, for messages: `150/100/151`. */
export function pointsOf({ output, input, config }: ScannerSettings): string {
  return [output.instance, input.instance, ...(config === null ? [] : [config.instance])].join('/');
}

function parameters(
  { variable, priority }: Pick<ConnectionParameters, 'variable' | 'priority'>,
  size: number,
  type: ConnectionType,
): ConnectionParameters {
  return { size, variable, priority, type, redundantOwner: false };
}

/** Where the connection goes: key, inhibit time, class, assemblies, configuration data. */
export function pathOf({ electronicKey, inhibitMs, config, output, input }: CompleteScannerOptions): Path {
  const path: Segment[] = electronicKey === undefined ? [] : [{ kind: 'key', ...electronicKey }];
  if (inhibitMs !== undefined) path.push(inhibitTimeSegment(microseconds(inhibitMs)));
  path.push(logicalSegment('class', ClassCode.assembly));
  if (config !== null) path.push(logicalSegment('instance', config.instance));
  path.push(logicalSegment('connectionPoint', output.instance), logicalSegment('connectionPoint', input.instance));
  if (config !== null && config.data.byteLength > 0) path.push(dataSegment(config.data));
  return path;
}

function withoutData(path: Path): Path {
  return path.filter(({ kind }) => kind !== 'data');
}

/** A data segment holds whole words. */
function dataSegment(data: Uint8Array): Segment {
  if (data.byteLength % 2 === 0) return { kind: 'data', data };
  const padded = new Uint8Array(data.byteLength + 1);
  padded.set(data);
  return { kind: 'data', data: padded };
}

function microseconds(ms: number): number {
  return Math.round(ms * 1_000);
}

/** The target had ended the connection before we asked: what was wanted. */
export function isNotFound({ status, extendedStatus }: RouterReply): boolean {
  return status === 0x01 && extendedStatus[0] === 0x0107;
}
