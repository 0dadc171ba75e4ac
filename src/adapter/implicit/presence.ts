import type { Peer } from '../../eip-client.js';
import type { Adapter } from '../adapter.js';
import type { ConnectionInfo } from '../events.js';
import type { InputAssembly } from '../input-assembly.js';
import type { ConnectionStatus } from '../status.js';
import { NOT_RUNNING, noOriginatorAt, removed, type Trouble } from './sighting.js';
import type { OutputTag, Tag } from './tag.js';

/** An output assembly that tags lie on. */
export type MappedOutput = Pick<OutputTag, 'assembly' | 'feed'>;

/** The assemblies that tags lie on, and who is connected to them. */
export class Presence {
  readonly outputs: readonly MappedOutput[];
  private readonly inputs: readonly InputAssembly[];

  constructor(
    readonly adapter: Adapter,
    tags: ReadonlyMap<string, Tag>,
  ) {
    const outputs = new Map<string, MappedOutput>();
    const inputs = new Set<InputAssembly>();
    for (const tag of tags.values()) {
      if (tag.kind === 'output') outputs.set(tag.assembly.name, tag);
      else inputs.add(tag.assembly);
    }
    this.outputs = [...outputs.values()];
    this.inputs = [...inputs];
  }

  /**
   * Each output is fed; where no tag is on an output: somebody is connected to an input. An originator that has opened
   * its connection and sent nothing yet does not count: there is nothing to read.
   */
  isConnected(): boolean {
    if (this.outputs.length > 0) return this.unfed().length === 0;
    const connections = this.connections();
    return this.inputs.some((input) => carries(connections, input));
  }

  /** Each assembly by its name: why tags on it are of no use now, undefined where they are. */
  troubles(): Map<string, Trouble | undefined> {
    const connections = this.connections();
    const troubles = new Map<string, Trouble | undefined>();
    for (const { assembly, feed } of this.outputs) {
      const sighting = feed.look();
      troubles.set(assembly.name, sighting.quality === 'good' ? undefined : sighting);
    }
    const { state } = this.adapter.status();
    for (const input of this.inputs) {
      troubles.set(input.name, carries(connections, input) ? undefined : notCarried(input, state === 'running'));
    }
    return troubles;
  }

  /** What is wrong with them, in words, each once. */
  reasons(): string[] {
    return [...new Set([...this.troubles().values()].flatMap((trouble) => trouble?.reason ?? []))];
  }

  /** The open connections to one of the assemblies. */
  connections(): ConnectionStatus[] {
    const assemblies = [...this.outputs.map(({ assembly }) => assembly), ...this.inputs];
    const names = new Set(assemblies.filter(({ isRemoved }) => !isRemoved).map(({ name }) => name));
    const isMapped = (name: string | null) => name !== null && names.has(name);
    return this.adapter.status().connections.filter(({ output, input }) => isMapped(output) || isMapped(input));
  }

  peers(): Peer[] {
    const peers = new Map(this.connections().map(({ originator }) => [addressOf(originator), originator]));
    return [...peers.values()].map(({ address, port }) => ({ address, port }));
  }

  /** Outputs that no originator feeds. */
  private unfed(): MappedOutput[] {
    return this.outputs.filter(({ feed }) => feed.look().quality === 'disconnected');
  }
}

/** Another one may have its name by now. */
function carries(connections: readonly ConnectionInfo[], { name, isRemoved }: InputAssembly): boolean {
  return !isRemoved && connections.some(({ input }) => input === name);
}

function notCarried({ name, isRemoved }: InputAssembly, isRunning: boolean): Trouble {
  if (isRemoved) return { quality: 'disconnected', reason: removed(name) };
  return { quality: 'disconnected', reason: isRunning ? noOriginatorAt(name) : NOT_RUNNING };
}

function addressOf({ address, port }: Peer): string {
  return `${address}:${port}`;
}
