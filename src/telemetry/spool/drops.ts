/** What was dropped, and why. */

/** Why an entry was dropped. */
export const DROP_CAUSES = ['oldest', 'newest', 'age', 'refused', 'corrupt', 'disk', 'emptied'] as const;

export type DropCause = (typeof DROP_CAUSES)[number];

/** Entries dropped since the spool is there, by cause. */
export type Drops = Readonly<Record<DropCause, number>>;

export function noDrops(): Record<DropCause, number> {
  return { oldest: 0, newest: 0, age: 0, refused: 0, corrupt: 0, disk: 0, emptied: 0 };
}
