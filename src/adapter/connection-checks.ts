/** What holds between the entries of `connections`, and between one of them and the assemblies. */
import type { Complain } from '../config/refusal.js';
import type { ParsedConnection, ParsedPoint } from './connection-schema.js';
import { checkName } from './option-names.js';
import type { ParsedOptions } from './option-schema.js';
import { sizeOf } from './sizes.js';

type Direction = 'output' | 'input';
type Path = readonly (string | number)[];

export function checkConnections(options: ParsedOptions, complain: Complain): void {
  for (const [i, connection] of options.connections.entries()) {
    const at = ['connections', i];
    checkPoints(options, connection, at, complain);
    for (const direction of ['output', 'input'] as const) {
      checkFormat(connection, direction, at, complain);
      checkSizes(options, connection, direction, at, complain);
    }
    checkMost(options, connection, at, complain);
    checkListens(options, connection, at, complain);
  }
  checkPairs(options, complain);
}

function checkPoints(
  { assemblies }: ParsedOptions,
  { type, output, input, config }: ParsedConnection,
  at: Path,
  complain: Complain,
): void {
  const owner = type === 'exclusiveOwner';
  if (owner && typeof output !== 'string') {
    complain([...at, 'output'], 'an exclusive owner sends data: needed is the name of an output assembly');
  }
  if (!owner && typeof output === 'string') {
    complain(
      [...at, 'output'],
      `"${output}": ${type} sends no data and owns nothing, needed is { heartbeat: instance }`,
    );
  }
  if (!owner && typeof input === 'object') {
    complain([...at, 'input'], `${type} without data makes no sense: needed is the name of an input assembly`);
  }
  if (owner && typeof output === 'string') checkName(assemblies, [...at, 'output'], output, 'output', complain);
  if (typeof input === 'string') checkName(assemblies, [...at, 'input'], input, 'input', complain);
  if (config !== undefined) checkName(assemblies, [...at, 'config'], config, 'config', complain);
  checkHeartbeat(assemblies, [...at, 'output'], output, complain);
  checkHeartbeat(assemblies, [...at, 'input'], input, complain);
}

function checkHeartbeat(
  assemblies: ParsedOptions['assemblies'],
  path: Path,
  point: ParsedPoint,
  complain: Complain,
): void {
  if (typeof point !== 'object') return;
  const taken = Object.entries(assemblies).find(([, { instance }]) => instance === point.heartbeat);
  if (taken === undefined) return;
  complain([...path, 'heartbeat'], `${point.heartbeat} is the instance of "${taken[0]}": a heartbeat has no assembly`);
}

function checkFormat(connection: ParsedConnection, direction: Direction, at: Path, complain: Complain): void {
  const option = direction === 'output' ? 'outputFormat' : 'inputFormat';
  const beats = typeof connection[direction] === 'object';
  const format = connection[option];
  if (beats && format !== 'heartbeat' && !(direction === 'output' && format === 'header32')) {
    complain([...at, option], `"${format}" is a format of data, and "${direction}" is a heartbeat`);
  }
  if (!beats && format === 'heartbeat') {
    complain([...at, option], `a heartbeat has no data, and "${direction}" names an assembly: { heartbeat: instance }`);
  }
}

function checkSizes(
  { assemblies }: ParsedOptions,
  connection: ParsedConnection,
  direction: Direction,
  at: Path,
  complain: Complain,
): void {
  const option = direction === 'output' ? 'outputSizes' : 'inputSizes';
  const point = connection[direction];
  const least = connection[option]?.least;
  if (least === undefined) return;
  if (typeof point === 'object') complain([...at, option], `"${direction}" is a heartbeat, which has no data`);
  const assembly = typeof point === 'string' && Object.hasOwn(assemblies, point) ? assemblies[point] : undefined;
  if (assembly === undefined || least <= sizeOf(assembly)) return;
  complain([...at, option, 'least'], `${least} bytes are more than the ${sizeOf(assembly)} of "${point}"`);
}

function checkMost({ limits }: ParsedOptions, { type, most }: ParsedConnection, at: Path, complain: Complain): void {
  if (most === undefined) return;
  if (type === 'exclusiveOwner') complain([...at, 'most'], 'an exclusive owner is always the only one');
  if (most > limits.ioConnections) {
    complain([...at, 'most'], `${most} are more than limits.ioConnections, ${limits.ioConnections}`);
  }
}

/** Listen only lives on another connection's production. */
function checkListens(
  { connections }: ParsedOptions,
  { type, input }: ParsedConnection,
  at: Path,
  complain: Complain,
): void {
  if (type !== 'listenOnly') return;
  const others = connections.some((other) => other.type !== 'listenOnly' && other.input === input);
  if (others) return;
  complain(at, `no exclusiveOwner or inputOnly connection has the input "${input}": this one could never be opened`);
}

/** The wire knows a connection by its pair of instances. */
function checkPairs({ connections }: ParsedOptions, complain: Complain): void {
  const seen = new Set<string>();
  for (const [i, { output, input }] of connections.entries()) {
    const pair = JSON.stringify([output, input]);
    if (seen.has(pair))
      complain(['connections', i], `${shownPoint(output)} with ${shownPoint(input)} is declared already`);
    seen.add(pair);
  }
}

function shownPoint(point: ParsedPoint): string {
  return typeof point === 'object' ? `{ heartbeat: ${point.heartbeat} }` : `"${point}"`;
}
