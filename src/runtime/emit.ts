import type { EventEmitter } from 'node:events';

/**
 * Emits so that listeners can't harm each other: what one throws becomes an uncaught exception of the process, never
 * swallowed, and the other listeners and events go on where the process survives that.
 */
export function emitIsolated<E extends object, K extends keyof E & string>(
  emitter: EventEmitter,
  event: K,
  payload: E[K] extends [infer P] ? P : never,
): void {
  const listeners = emitter.rawListeners(event);
  if (listeners.length === 0 && event === 'error') throwUncaught(payload);
  for (const listener of listeners) {
    try {
      Reflect.apply(listener, emitter, [payload]);
    } catch (error) {
      throwUncaught(error);
    }
  }
}

/** What is thrown outside of every handler: it ends the process, or goes to those who listen for that. */
export function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
