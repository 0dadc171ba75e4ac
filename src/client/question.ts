import type { EipError } from '../errors.js';
import type { ReplyView } from './reply-view.js';

/** What is asked of the controller, made once for any number of calls. */
export interface Question<T> {
  /** Of the message. */
  readonly service: number;
  /** A request of the message router, encoded. */
  readonly message: Uint8Array;
  /** Asking twice does the same as asking once. */
  readonly isRead: boolean;
  /** What the reply is worth, whatever its status. Throws an error for one that is worth nothing. */
  readonly decode: (reply: ReplyView) => T;
  /** The error of a call that got no reply. @param isUnknown it may have been carried out all the same */
  readonly failure: (error: EipError, isUnknown: boolean) => Error;
}
