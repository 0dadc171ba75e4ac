/** One sink of an open spool: its lanes, and which of them share bounds. */
import { BoundGroup } from './bound-group.js';
import { noDrops } from './drops.js';
import { Lane } from './lane.js';
import type { SinkSettings } from './options.js';
import { PRIORITIES, type Priority } from './priorities.js';
import type { SpoolReader } from './reader.js';
import type { Scan } from './scan.js';
import type { Store } from './store.js';

export class Sink {
  /** The one that goes first is first. */
  readonly lanes: readonly Lane[];
  readonly groups: readonly BoundGroup[];
  reader: SpoolReader | undefined;

  constructor(
    readonly name: string,
    readonly settings: SinkSettings,
    store: Store,
    scan: Scan,
  ) {
    this.lanes = PRIORITIES.map((priority) => openLane(name, priority, store, scan));
    const own = this.lanes.filter(({ priority }) => settings.priorities[priority] !== undefined);
    const shared = this.lanes.filter((lane) => !own.includes(lane));
    this.groups = [
      ...own.map((lane) => new BoundGroup(settings.priorities[lane.priority] ?? settings, [lane])),
      ...(shared.length === 0 ? [] : [new BoundGroup(settings, shared)]),
    ];
  }

  /** @throws TypeError */
  lane(priority: Priority): Lane {
    const lane = this.lanes.find((one) => one.priority === priority);
    if (lane !== undefined) return lane;
    throw new TypeError(`priority: expected one of ${PRIORITIES.join(', ')}, got ${String(priority)}`);
  }

  groupOf(lane: Lane): BoundGroup {
    return this.groups.find(({ lanes }) => lanes.includes(lane)) as BoundGroup;
  }
}

function openLane(sink: string, priority: Priority, store: Store, { lanes }: Scan): Lane {
  const found = lanes.find((lane) => lane.sink === sink && lane.priority === priority);
  const figures = found ?? { entries: 0, bytes: 0, drops: noDrops() };
  return new Lane(sink, priority, store.space(sink, priority), store, figures);
}
