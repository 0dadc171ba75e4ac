import type { Spread } from './histogram.js';

/** What a scanner counted since it opened. */
export interface ScannerStats {
  /** O->T packets sent. */
  readonly sent: number;
  /** Of those sent: refused by the system, as without a route. */
  readonly sendErrors: number;
  /** O->T slots that passed unused because the event loop was busy. */
  readonly skipped: number;
  /** T->O packets taken. */
  readonly received: number;
  /** Numbers missing in the encapsulation sequence of T->O. */
  readonly lost: number;
  /** T->O packets repeated or overtaken; not used. */
  readonly outOfOrder: number;
  /** Datagrams that are not of this connection; not used. */
  readonly ignored: number;
  /** Time between T->O packets as JavaScript saw them: the event loop's delay is in it. */
  readonly intervalUs: Spread;
  /** Interval granted for T->O; 0 until the connection is open. */
  readonly apiMs: number;
}
