/**
 * Assemblies and connections that come and go, before a run and in it: the options as they are now, and what follows
 * from them.
 *
 * Changes take turns. Each is checked against the options as they are then; in a run it is done when the I/O thread has
 * acknowledged it. What is removed is gone for this process at once, what is added is there when it is acknowledged.
 */
import { noSuch } from '../config/names.js';
import { refuseComplaints } from '../config/refusal.js';
import { EipError } from '../errors.js';
import type { NativeRequest } from '../native/binding.js';
import type { AddOptions } from './addition-types.js';
import { assemblyRemoved } from './assembly-removed.js';
import { AssemblySet, connect, type Member, memberOf } from './assembly-set.js';
import { ConnectionTable } from './connection-table.js';
import type { Engine, Settle } from './engine.js';
import type { ConnectionInfo } from './events.js';
import type { AddedImage } from './image-set.js';
import { nativeAssembly, nativePoints } from './native-options.js';
import { extended, type NormalOptions, pairIn, withoutAssembly, withoutConnection } from './options.js';
import type { Removed } from './reasons.js';
import type { RequestDesk } from './request-desk.js';
import { Turns } from './turns.js';

type Connection = NormalOptions['connections'][number];

export class AssemblyChanges {
  readonly assemblies: AssemblySet;
  readonly table: ConnectionTable;
  private readonly turns = new Turns();
  private engine: Engine | undefined;
  /** What is being removed: whether a connection is over it, and what it is in words. */
  private removing: ((connection: ConnectionInfo) => boolean) | undefined;
  private removingWhat = '';

  constructor(
    private options: NormalOptions,
    private readonly desk: RequestDesk,
    private readonly whenChanged: () => void,
  ) {
    this.assemblies = new AssemblySet(options);
    this.table = new ConnectionTable(options.assemblies);
  }

  /** The options as they are now. */
  get current(): NormalOptions {
    return this.options;
  }

  /** A run begins. */
  attach(engine: Engine): void {
    this.table.clear();
    this.engine = engine;
    this.assemblies.attach(engine, this.options.assemblies);
  }

  /** @param stopped the adapter ran, and writing to an assembly is a mistake now */
  detach(stopped: boolean): void {
    this.engine = undefined;
    this.assemblies.detach(stopped);
  }

  /** Why a connection ends that is over what is being removed. */
  causeOf(connection: ConnectionInfo): Removed | undefined {
    return this.removing?.(connection) === true ? { removed: this.removingWhat } : undefined;
  }

  addAssembly(name: string, given: unknown, { connections = [], prepare }: AddOptions): Promise<Member['handle']> {
    return this.turns.take(async () => {
      const next = extended(this.options, { name, given }, connections);
      const assembly = next.assemblies.find((one) => one.name === name);
      if (assembly === undefined) throw new TypeError('addAssembly: no assembly came of its options');
      const member = memberOf(assembly, false);
      const { engine } = this;
      const image = engine && prepared(engine, member);
      try {
        prepare?.(member.handle);
        if (this.engine !== engine)
          throw new EipError('EIP_CHANGE_REFUSED', 'prepare() has started or stopped the adapter');
      } catch (error) {
        member.handle.retire();
        if (image !== undefined) engine?.discard(image);
        throw error;
      }
      await this.link(next, member, image);
      return member.handle;
    });
  }

  addConnection(given: unknown): Promise<void> {
    return this.turns.take(() => this.link(extended(this.options, undefined, [given])));
  }

  removeAssembly(name: string): Promise<void> {
    return this.turns.take(async () => {
      this.refuseUnknown(name);
      const next = withoutAssembly(this.options, name);
      const member = this.assemblies.remove(name);
      const { engine } = this;
      this.commit(next);
      if (member === undefined) return;
      const { instance } = member.assembly;
      const isOver = ({ output, input, config }: { output: unknown; input: unknown; config: unknown }) =>
        output === instance || input === instance || config === instance;
      this.desk.abandonThose(
        (request) => isWrite(request, instance) || (request.connection !== undefined && isOver(request.connection)),
        assemblyRemoved(name),
      );
      if (engine === undefined || member.index === undefined) return this.table.forget(member.assembly);
      const { index } = member;
      await this.remove(
        `"${name}"`,
        ({ output, input, config }) => output === name || input === name || config === name,
        (settle) => engine.removeAssembly(index, settle),
      );
      this.table.forget(member.assembly);
    });
  }

  removeConnection(given: unknown): Promise<void> {
    return this.turns.take(async () => {
      const connection = this.connectionOf(given);
      const [point] = nativePoints({ ...this.options, connections: [connection] });
      const next = withoutConnection(this.options, connection);
      const { engine } = this;
      this.commit(next);
      if (engine === undefined || point === undefined) return;
      this.desk.abandonThose(
        (request) => request.connection?.output === point.output && request.connection.input === point.input,
        new EipError('EIP_CHANGE_REFUSED', 'The connection that is to be opened was removed from the adapter'),
      );
      await this.remove(
        `the connection ${connection.type}`,
        ({ output, input }) => output === nameIn(connection.output) && input === nameIn(connection.input),
        (settle) => engine.removePoint(point.output, point.input, settle),
      );
    });
  }

  /** The options become `next` when that is done. */
  private link(next: NormalOptions, member?: Member, image?: AddedImage): Promise<void> {
    const { engine } = this;
    const more = next.connections.slice(this.options.connections.length);
    const points = nativePoints({ ...next, connections: more });
    if (member !== undefined) this.enter(member);
    if (engine === undefined) return Promise.resolve(this.commit(next));
    return new Promise((done, failed) => {
      const settle: Settle = (outcome) => {
        const error = refusalOf(outcome);
        if (error === undefined) {
          this.commit(next);
          return done();
        }
        if (member !== undefined) this.leave(member);
        failed(error);
      };
      engine.add(member && nativeAssembly(member.assembly), image, points, settle);
    });
  }

  /** From here on peers may reach it. */
  private enter(member: Member): void {
    this.assemblies.add(member);
    this.table.name(member.assembly);
  }

  private leave({ assembly }: Member): void {
    this.assemblies.remove(assembly.name);
    this.table.forget(assembly);
  }

  private remove(
    what: string,
    isOver: (connection: ConnectionInfo) => boolean,
    ask: (settle: Settle) => void,
  ): Promise<void> {
    this.removing = isOver;
    this.removingWhat = what;
    return new Promise((done, failed) => {
      ask((outcome) => {
        this.removing = undefined;
        // A run that ended has removed everything.
        const error = outcome.cause === undefined ? refusalOf(outcome) : undefined;
        if (error === undefined) done();
        else failed(error);
      });
    });
  }

  private commit(next: NormalOptions): void {
    this.options = next;
    this.whenChanged();
  }

  private refuseUnknown(name: string): void {
    const known = this.options.assemblies.map((assembly) => assembly.name);
    refuseComplaints('adapter', (complain) => {
      if (!known.includes(name)) complain(['assemblies', name], `"${name}" is ${noSuch('assembly', name, known)}`);
    });
  }

  private connectionOf(given: unknown): Connection {
    const { output, input } = pairIn(given);
    const key = JSON.stringify([output, input]);
    const found = this.options.connections.find((one) => JSON.stringify([one.output, one.input]) === key);
    refuseComplaints('adapter', (complain) => {
      if (found === undefined) complain(['connections'], `there is none of ${key}`);
    });
    return found as Connection;
  }
}

/** An image for a member that comes into a run; undefined: it is in none. */
function prepared(engine: Engine, member: Member): AddedImage {
  const image = attempt(() => engine.prepare(nativeAssembly(member.assembly)));
  member.index = image.index;
  connect(member, image.image);
  return image;
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw refusalOf({ cause }) ?? cause;
  }
}

function refusalOf({ problem, cause }: { problem?: string; cause?: unknown }): EipError | undefined {
  if (cause instanceof EipError) return cause;
  if (problem === undefined && cause === undefined) return undefined;
  const what = `The assemblies were not changed: ${problem ?? (cause as Error).message}`;
  return new EipError('EIP_CHANGE_REFUSED', what, { cause });
}

function isWrite({ kind, instance }: NativeRequest, wanted: number): boolean {
  return (kind === 'assembly' || kind === 'configuration') && instance === wanted;
}

/** As a connection tells it: null for a heartbeat. */
function nameIn(point: Connection['output']): string | null {
  return typeof point === 'string' ? point : null;
}
