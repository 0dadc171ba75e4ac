/** What goes first: what tells of danger, then what tells who did what, then the rest. */

/** The first one overtakes a backlog of those behind it. */
export const PRIORITIES = ['alarm', 'audit', 'normal'] as const;

export type Priority = (typeof PRIORITIES)[number];
