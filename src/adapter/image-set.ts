/**
 * The images of a run, by the assembly's index: those that are there from the start, and those that come and go.
 *
 * An assembly that comes later has memory of its own. Its index is used again only when the I/O thread has let go of it
 * and everything that it said of it has been told (`rested`).
 */
import type { NativeAddon, NativeAssembly } from '../native/binding.js';
import type { SharedMap } from '../native/shared-map.js';
import { InputImage } from './input-image.js';
import type { InputNotices } from './input-notices.js';
import { OutputImage } from './output-image.js';
import { allocateShared, recycleShared, type SharedViews } from './shared-views.js';

/** Few sizes, so that memory that was let go of fits the next one. */
const PAGE = 4096;

/** An assembly in memory of its own that the I/O thread does not know yet. */
export interface AddedImage {
  readonly index: number;
  readonly image: OutputImage | InputImage;
  readonly memory: Int32Array;
}

export class ImageSet {
  /** `undefined` for an input, and where there is none. */
  readonly outputs: (OutputImage | undefined)[];
  /** `undefined` for any other kind, and where there is none. */
  readonly inputs: (InputImage | undefined)[];
  private readonly added = new Map<number, SharedViews>();
  private readonly free: number[];
  private resting: number[] = [];

  constructor(
    private readonly addon: NativeAddon,
    views: SharedViews,
    { outputs, inputs }: Pick<SharedMap, 'outputs' | 'inputs'>,
    assemblies: readonly NativeAssembly[],
    capacity: number,
    private readonly notices: InputNotices,
  ) {
    this.outputs = outputs.map((place) => place && new OutputImage(views, place));
    this.inputs = inputs.map(
      (place, index) => place && new InputImage(views, place, index, notices, isWatched(assemblies[index])),
    );
    this.free = Array.from({ length: Math.max(0, capacity - outputs.length) }, (_, i) => capacity - 1 - i);
  }

  /** @throws RangeError when there is not enough memory; Error when every index is taken. */
  add(assembly: NativeAssembly): AddedImage {
    const index = this.free.at(-1);
    if (index === undefined) throw new Error('limits.assemblies is reached');
    const views = allocateShared(Math.ceil(this.addon.assemblySize(assembly) / PAGE) * PAGE);
    const { output, input } = this.addon.prepareAssembly(assembly, views.words);
    this.free.pop();
    this.outputs[index] = output && new OutputImage(views, output);
    this.inputs[index] = input && new InputImage(views, input, index, this.notices, isWatched(assembly));
    this.added.set(index, views);
    const image = (this.outputs[index] ?? this.inputs[index]) as OutputImage | InputImage;
    return { index, image, memory: views.words };
  }

  /** The I/O thread does not know it, or not any more: nobody looks into its memory from here on. */
  remove(index: number): void {
    this.outputs[index] = undefined;
    this.inputs[index] = undefined;
    const views = this.added.get(index);
    if (views !== undefined) recycleShared(views);
    this.added.delete(index);
    this.resting.push(index);
  }

  /** The run has ended, and nobody looks at its figures any more. */
  recycle(): void {
    for (const views of this.added.values()) recycleShared(views);
    this.added.clear();
  }

  /** Nothing that was said of those that were removed is still to be told. */
  rested(): void {
    if (this.resting.length === 0) return;
    this.free.push(...this.resting);
    this.resting = [];
  }
}

function isWatched(assembly: NativeAssembly | undefined): boolean {
  return (assembly?.watchdogMs ?? 0) > 0;
}
