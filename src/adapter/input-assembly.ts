import { type InspectOptions, inspect } from 'node:util';
import { EipError, EipWriteError } from '../errors.js';
import { assemblyRemoved } from './assembly-removed.js';
import type { InputImage } from './input-image.js';
import { FieldRangeError, type Layout } from './layout.js';
import type { NormalAssembly } from './options.js';

/** What `set` takes: any of the fields. Without a layout there are none. */
export type Settable<V> = V extends Uint8Array ? never : { readonly [N in keyof V]?: V[N] };

/**
 * An assembly that this process produces, T->O: the latest value goes out at every interval.
 *
 * One `set` or `write` replaces the value as a whole: no packet ever holds a part of it. A value given before
 * `start()` is what the first packet holds; it stays over a restart. Got from `adapter.input(name)`.
 */
export class InputAssembly<V = unknown> {
  private readonly current: Uint8Array;
  private readonly view: DataView;
  private image: InputImage | undefined;
  private stopped = false;
  private removed = false;

  /** @internal */
  constructor(
    private readonly assembly: NormalAssembly,
    private readonly mirrored: boolean,
  ) {
    this.current = new Uint8Array(assembly.size);
    this.view = new DataView(this.current.buffer);
  }

  get name(): string {
    return this.assembly.name;
  }

  get instance(): number {
    return this.assembly.instance;
  }

  /** Bytes. */
  get size(): number {
    return this.assembly.size;
  }

  /** What was set or written last; zeros at first. Not what a mirror copies. */
  get value(): V {
    const { layout } = this.assembly;
    return (layout === undefined ? this.current.slice() : layout.read(this.view)) as V;
  }

  /**
   * Changes the named fields; the others keep their value. All appear on the wire together.
   * @throws TypeError for an unknown field, an assembly without a layout, or anything but `{ field: value }`. EipWriteError EIP_VALUE_REFUSED when a
   * field can't hold its value (nothing is changed then), EIP_INPUT_MIRRORED. EipError EIP_ADAPTER_NOT_STARTED after
   * `stop()`, EIP_ASSEMBLY_REMOVED.
   */
  set(values: Settable<V>): void {
    const { layout, name } = this.assembly;
    if (layout === undefined) throw new TypeError(`"${name}" has no layout: use write(bytes)`);
    this.refuseUnlessWritable();
    try {
      layout.write(this.view, values);
    } catch (error) {
      throw named(error, name);
    }
    this.image?.publish(this.current);
  }

  /**
   * Replaces the bytes from `offset` on; the others keep their value.
   * @throws EipWriteError EIP_WRITE_TOO_LONG when they do not fit (nothing is changed then), EIP_INPUT_MIRRORED.
   * EipError EIP_ADAPTER_NOT_STARTED after `stop()`, EIP_ASSEMBLY_REMOVED. TypeError for anything but bytes.
   */
  write(bytes: Uint8Array | readonly number[], offset = 0): void {
    const { name, size } = this.assembly;
    const value = bytesOf(bytes);
    if (!Number.isInteger(offset) || offset < 0) throw new TypeError(`offset ${offset}: a whole number from 0`);
    this.refuseUnlessWritable();
    if (offset + value.length > size) {
      const what = `${value.length} bytes at offset ${offset} do not fit into the ${size} bytes of "${name}"`;
      throw new EipWriteError('EIP_WRITE_TOO_LONG', what, { assembly: name });
    }
    this.current.set(value, offset);
    this.image?.publish(this.current);
  }

  /**
   * Says that the value is still meant, without changing it: refreshes `watchdogMs`.
   * @throws EipWriteError EIP_INPUT_MIRRORED, EipError EIP_ADAPTER_NOT_STARTED after `stop()`, EIP_ASSEMBLY_REMOVED.
   */
  touch(): void {
    this.refuseUnlessWritable();
    this.image?.touch();
  }

  /**
   * Sends the value now on connections that were opened with the application trigger, subject to their inhibit time. No
   * others need it: cyclic ones wait for their interval, change-of-state ones have sent what changed.
   * @throws EipError EIP_ADAPTER_NOT_STARTED before `start()` and after `stop()`, EIP_ASSEMBLY_REMOVED.
   */
  trigger(): void {
    if (this.removed) throw assemblyRemoved(this.name);
    if (this.image === undefined) {
      const what = `"${this.name}" can't be triggered: the adapter does not run`;
      throw new EipError('EIP_ADAPTER_NOT_STARTED', what, { assembly: this.name });
    }
    this.image.trigger();
  }

  /** @internal Names for its bytes. */
  get layout(): Layout | undefined {
    return this.assembly.layout;
  }

  /** @internal The bytes of `value`; a copy. */
  get bytes(): Uint8Array {
    return this.current.slice();
  }

  /** @internal The I/O thread writes it. */
  get isMirror(): boolean {
    return this.mirrored;
  }

  /** @internal It was removed from its adapter, for good. */
  get isRemoved(): boolean {
    return this.removed;
  }

  /** @internal */
  retire(): void {
    this.image = undefined;
    this.removed = true;
  }

  /** @internal The adapter starts. */
  attach(image: InputImage): void {
    this.image = image;
    this.stopped = false;
    if (!this.mirrored) image.publish(this.current);
  }

  /** @internal The adapter stopped, or did not start. */
  detach(stopped: boolean): void {
    this.image = undefined;
    this.stopped = stopped;
  }

  /** @internal What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { name, instance, size } = this;
    return `InputAssembly ${inspect({ name, instance, size }, options)}`;
  }

  private refuseUnlessWritable(): void {
    const { name } = this.assembly;
    if (this.removed) throw assemblyRemoved(name);
    if (this.mirrored) {
      throw new EipWriteError('EIP_INPUT_MIRRORED', `"${name}" is the input of a mirror`, { assembly: name });
    }
    if (this.stopped) {
      throw new EipError('EIP_ADAPTER_NOT_STARTED', `"${name}" was written after stop()`, { assembly: name });
    }
  }
}

function bytesOf(bytes: Uint8Array | readonly number[]): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  const isByte = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
  // A copy first: every() passes over holes.
  if (Array.isArray(bytes) && Array.from(bytes).every(isByte)) return Uint8Array.from(bytes);
  throw new TypeError('write: expected a Uint8Array or an array of whole numbers from 0 to 255');
}

function named(error: unknown, assembly: string): unknown {
  if (error instanceof FieldRangeError) {
    const { field } = error;
    return new EipWriteError('EIP_VALUE_REFUSED', `"${assembly}": ${error.message}`, { assembly, field, cause: error });
  }
  return error instanceof TypeError ? new TypeError(`"${assembly}": ${error.message}`, { cause: error }) : error;
}
