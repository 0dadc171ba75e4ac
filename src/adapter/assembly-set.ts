/** The assemblies of one adapter, by name, instance and, in a run, index. */

import { noSuchName } from '../config/names.js';
import { ConfigAssembly } from './config-assembly.js';
import type { Engine } from './engine.js';
import { InputAssembly } from './input-assembly.js';
import { InputImage } from './input-image.js';
import type { AssemblyKind } from './option-types.js';
import type { NormalAssembly, NormalOptions } from './options.js';
import { OutputImage } from './output-image.js';
import { ReceivedAssembly } from './received-assembly.js';
import { WritableAssembly } from './writable-assembly.js';

/** One assembly. */
export interface Member {
  readonly assembly: NormalAssembly;
  readonly handle: ReceivedAssembly | InputAssembly;
  /** In the run now, and of the one before; undefined while it was in none. */
  index: number | undefined;
}

export class AssemblySet {
  private readonly members = new Map<string, Member>();
  private readonly byIndex = new Map<number, Member>();

  constructor({ assemblies, mirror }: Pick<NormalOptions, 'assemblies' | 'mirror'>) {
    const mirrored = new Set(mirror.map(({ input }) => input));
    for (const assembly of assemblies) this.add(memberOf(assembly, mirrored.has(assembly.name)));
  }

  /** In the order in which they came. */
  list(): Member[] {
    return [...this.members.values()];
  }

  add(member: Member): void {
    this.members.set(member.assembly.name, member);
    if (member.index !== undefined) this.byIndex.set(member.index, member);
  }

  /** It is found no longer, and its handle is of no use. */
  remove(name: string): Member | undefined {
    const member = this.members.get(name);
    this.members.delete(name);
    if (member?.index !== undefined) this.byIndex.delete(member.index);
    member?.handle.retire();
    return member;
  }

  /** What answers requests about an instance. */
  ofInstance(instance: number): ReceivedAssembly | undefined {
    const member = this.list().find(({ assembly }) => assembly.instance === instance);
    return member?.handle instanceof ReceivedAssembly ? member.handle : undefined;
  }

  /** The assembly that new data came for. */
  received(index: number): ReceivedAssembly | undefined {
    const handle = this.byIndex.get(index)?.handle;
    return handle instanceof ReceivedAssembly ? handle : undefined;
  }

  ofIndex(index: number): NormalAssembly | undefined {
    return this.byIndex.get(index)?.assembly;
  }

  /** @throws TypeError for a name that is not there or of another kind, naming what there is. */
  named(name: string, kind: AssemblyKind): ReceivedAssembly | InputAssembly {
    const found = this.members.get(name);
    if (found?.assembly.kind === kind) return found.handle;
    const known = this.list().filter(({ assembly }) => assembly.kind === kind);
    throw new TypeError(
      noSuchName(
        `${kind} assembly`,
        name,
        known.map(({ assembly }) => assembly.name),
      ),
    );
  }

  /** Connects each assembly with its image of a run that begins. @param order as the run was given them */
  attach({ inputs, outputs }: Engine, order: readonly NormalAssembly[]): void {
    this.byIndex.clear();
    for (const [index, { name }] of order.entries()) {
      const member = this.members.get(name);
      if (member === undefined) continue;
      member.index = index;
      this.byIndex.set(index, member);
      connect(member, inputs[index] ?? outputs[index]);
    }
  }

  /** @param stopped the adapter ran, and writing to it is a mistake now */
  detach(stopped: boolean): void {
    for (const { handle } of this.members.values()) handle.detach(stopped);
  }
}

export function memberOf(assembly: NormalAssembly, mirrored: boolean): Member {
  const handle = assembly.kind === 'input' ? new InputAssembly(assembly, mirrored) : received(assembly);
  return { assembly, handle, index: undefined };
}

/** Its handle has the image from now on. */
export function connect({ handle }: Member, image: InputImage | OutputImage | undefined): void {
  if (handle instanceof InputAssembly && image instanceof InputImage) handle.attach(image);
  if (handle instanceof ReceivedAssembly && image instanceof OutputImage) handle.attach(image);
}

function received(assembly: NormalAssembly): ReceivedAssembly {
  return assembly.kind === 'config' ? new ConfigAssembly(assembly) : new WritableAssembly(assembly);
}
