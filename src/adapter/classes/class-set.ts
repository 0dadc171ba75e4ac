/** The own classes of one adapter, in all its runs. */
import { EipConfigError } from '../../errors.js';
import type { NativeClass } from '../../native/binding.js';
import type { Engine } from '../engine.js';
import type { RequestDesk } from '../request-desk.js';
import { answerClass } from './answers.js';
import { type ClassDefinition, defineClass, nativeClass } from './definition.js';

/** Path destination unknown. */
const GONE = { general: 0x05, extended: 0 };
/** Beside those of the core (deps/opener/include/opener/limits.h). */
const MOST_CLASSES = 240;

/** A CIP class that this program answers. Made by `adapter.define(...)`. */
export class CipClass {
  /** @internal */
  constructor(
    readonly classId: number,
    readonly name: string,
    private readonly whenRemoved: () => void,
  ) {}

  /** Peers find it no longer; requests that wait are still answered. Idempotent. */
  remove(): void {
    this.whenRemoved();
  }
}

export class ClassSet {
  private readonly classes = new Map<number, ClassDefinition>();
  private engine: Engine | undefined;

  constructor(desk: RequestDesk) {
    desk.on('service', (request, signal) => {
      const of = this.classes.get(request.classId);
      return of === undefined ? GONE : answerClass(of, request, signal);
    });
  }

  /** @throws EipConfigError EIP_OPTION_INVALID */
  define(options: unknown): CipClass {
    const definition = defineClass(options);
    const { classId, name } = definition;
    const other = this.classes.get(classId);
    if (other !== undefined) throw refused(`classId: ${classId} is the class "${other.name}" already`);
    if (this.classes.size === MOST_CLASSES) throw refused(`an adapter has at most ${MOST_CLASSES} classes of its own`);
    this.classes.set(classId, definition);
    this.engine?.command((native) => native.defineClass(nativeClass(definition)));
    return new CipClass(classId, name, () => this.remove(definition));
  }

  /** For a run that begins. */
  natives(): NativeClass[] {
    return [...this.classes.values()].map(nativeClass);
  }

  /** The adapter runs; undefined: not any more. */
  attach(engine: Engine | undefined): void {
    this.engine = engine;
  }

  private remove(definition: ClassDefinition): void {
    const { classId } = definition;
    if (this.classes.get(classId) !== definition) return;
    this.classes.delete(classId);
    this.engine?.command((native) => native.removeClass(classId));
  }
}

function refused(what: string): EipConfigError {
  return new EipConfigError('EIP_OPTION_INVALID', `Wrong class options: ${what}`, { option: 'classId' });
}
