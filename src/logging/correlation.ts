/** The id that ties together what belongs to one piece of work: log lines, records, messages of the broker. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const current = new AsyncLocalStorage<string>();

/** That of the work that is under way, over `await`, timers and callbacks; undefined outside of any. */
export function correlationId(): string | undefined {
  return current.getStore();
}

/**
 * Does a piece of work under an id.
 * @param id default: that of the work around it, else a new UUID
 */
export function withCorrelationId<T>(id: string | undefined, body: () => T): T {
  return current.run(id ?? correlationId() ?? randomUUID(), body);
}
