import type { EventEmitter } from 'node:events';
import type { EipError } from '../errors.js';
import { emitIsolated } from '../runtime/emit.js';
import type { AdapterEvents } from './events.js';

/** Tells what does not end the adapter but should not go unseen: by the event, else as a warning of the process. */
export function warn(adapter: EventEmitter, error: EipError): void {
  if (adapter.listenerCount('warning') > 0) emitIsolated<AdapterEvents, 'warning'>(adapter, 'warning', error);
  else process.emitWarning(error.message, { type: 'EipWarning', code: error.code });
}
