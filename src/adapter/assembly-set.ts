/** The assemblies of one adapter, by name and kind. */

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

export class AssemblySet {
  /** By the assembly's index. */
  private readonly all: readonly (ReceivedAssembly | InputAssembly)[];

  constructor(private readonly options: NormalOptions) {
    const mirrored = new Set(options.mirror.map(({ input }) => input));
    this.all = options.assemblies.map((assembly) =>
      assembly.kind === 'input' ? new InputAssembly(assembly, mirrored.has(assembly.name)) : received(assembly),
    );
  }

  /** What answers requests about an instance. */
  ofInstance(instance: number): ReceivedAssembly | undefined {
    return this.received(this.options.assemblies.findIndex((assembly) => assembly.instance === instance));
  }

  /** The assembly that new data came for. */
  received(index: number): ReceivedAssembly | undefined {
    const assembly = this.all[index];
    return assembly instanceof ReceivedAssembly ? assembly : undefined;
  }

  /** @throws TypeError for a name that is not there or of another kind, naming what there is. */
  named(name: string, kind: AssemblyKind): ReceivedAssembly | InputAssembly {
    const { assemblies } = this.options;
    const index = assemblies.findIndex((assembly) => assembly.name === name && assembly.kind === kind);
    const found = this.all[index];
    if (found !== undefined) return found;
    const known = assemblies.filter((assembly) => assembly.kind === kind).map((assembly) => assembly.name);
    throw new TypeError(noSuchName(`${kind} assembly`, name, known));
  }

  /** Connects each assembly with its image of a run. */
  attach({ inputs, outputs }: Engine): void {
    for (const [index, assembly] of this.all.entries()) {
      const image = inputs[index] ?? outputs[index];
      if (assembly instanceof InputAssembly && image instanceof InputImage) assembly.attach(image);
      if (assembly instanceof ReceivedAssembly && image instanceof OutputImage) assembly.attach(image);
    }
  }

  /** @param stopped the adapter ran, and writing to it is a mistake now */
  detach(stopped: boolean): void {
    for (const assembly of this.all) assembly.detach(stopped);
  }
}

function received(assembly: NormalAssembly): ReceivedAssembly {
  return assembly.kind === 'config' ? new ConfigAssembly(assembly) : new WritableAssembly(assembly);
}
