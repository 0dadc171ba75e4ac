/**
 * All that becomes of one output assembly, for the groups of it: each packet with new data, idle, and the end of the
 * connection, in their order. Nothing here waits, and nothing throws into the adapter.
 */
import type { Feed } from '../../adapter/implicit/feed.js';
import type { WallClock } from '../../adapter/implicit/wall-clock.js';
import type { DataEvent, ReceivedAssembly } from '../../adapter/index.js';
import type { OutputGroupFlow } from './output-group-flow.js';
import { arrived, looked, type Sighted } from './sighted.js';

/** At the end: turns of the event loop for packets that wait to be told. */
const MOST_TURNS = 500;

export class OutputTap {
  /** When the value came that was there at the start: older packets may stand in the history. */
  private knownUs = 0;
  /** When the value that was told last came, and what it was worth. */
  private toldUs = 0;
  private toldQuality: Sighted['quality'] | undefined;
  /** Another one for each run of the adapter. */
  private image: ReceivedAssembly['latest'];
  /** Of this image: packets that found no room in the history, and were reckoned with. */
  private dropped = 0;

  constructor(
    private readonly assembly: ReceivedAssembly,
    private readonly feed: Feed,
    private readonly clock: WallClock,
    private readonly groups: readonly OutputGroupFlow[],
    /** Told of each packet, when the groups have it. */
    private readonly heard: () => void,
  ) {}

  /** Before the adapter is started for this source: what then comes is told as it comes, from the first packet on. */
  listen(): void {
    this.knownUs = 0;
    if (this.hears) this.assembly.on('data', this.onData);
  }

  /** @param hasListened so that only what is worth nothing is still to be told */
  start(hasListened: boolean): void {
    if (!hasListened) this.listen();
    this.meet();
    const sighting = this.feed.look();
    if (hasListened && this.hears && this.image?.history !== undefined && sighting.last !== undefined) return;
    this.dropped = this.droppedNow;
    this.knownUs = sighting.last?.receivedUs ?? 0;
    this.tell(looked(sighting, this.clock), this.knownUs, false);
  }

  private get hears(): boolean {
    return this.groups.some(({ report }) => report !== 'interval');
  }

  /** Packets that have come are told; resolved when none waits. */
  async drain(): Promise<void> {
    for (let turn = 0; turn < MOST_TURNS && this.waiting > 0; turn++) await new Promise(setImmediate);
  }

  stop(): void {
    this.assembly.off('data', this.onData);
    this.meet();
    this.miss(this.waiting);
    this.reckon();
  }

  /** Tells what the latest value is worth, unless packets before it are still to be told. */
  look(): void {
    this.meet();
    if (this.waiting > 0) return;
    this.reckon();
    const sighting = this.feed.look();
    // A value that is newer than what was told is about to be told by itself.
    if (this.waiting > 0 || (sighting.last?.receivedUs ?? 0) > this.toldUs) return;
    this.tell(looked(sighting, this.clock), this.toldUs, false);
  }

  /** What the latest value is worth now. */
  sighted(): Sighted {
    return looked(this.feed.look(), this.clock);
  }

  private readonly onData = (event: DataEvent<unknown>): void => {
    const isOld = event.connected && event.receivedUs <= this.knownUs;
    const sighted = isOld ? undefined : arrived(this.assembly, event, this.clock);
    this.meet();
    this.miss(event.overwritten);
    if (sighted !== undefined) this.tell(sighted, event.receivedUs, true);
    if (this.waiting === 0) this.reckon();
    this.heard();
  };

  /** The history is empty: what found no room in it is lost, but for the last of it, which the assembly holds. */
  private reckon(): void {
    const dropped = (this.droppedNow - this.dropped) >>> 0;
    if (dropped === 0) return;
    this.dropped = this.droppedNow;
    const sighting = this.feed.look();
    const receivedUs = sighting.last?.receivedUs ?? 0;
    const isNews = this.waiting === 0 && (receivedUs > this.toldUs || sighting.quality !== this.toldQuality);
    this.miss(isNews ? dropped - 1 : dropped);
    if (isNews) this.tell(looked(sighting, this.clock), receivedUs, true);
  }

  private get waiting(): number {
    return this.image?.history?.waiting ?? 0;
  }

  private get droppedNow(): number {
    return this.image?.history?.droppedInAll ?? 0;
  }

  /** Whether the adapter was started again, or stopped, meanwhile. */
  private meet(): void {
    const { latest } = this.assembly;
    if (latest === this.image) return;
    this.image = latest;
    this.dropped = 0;
  }

  private miss(packets: number): void {
    if (packets > 0) for (const group of this.groups) group.miss(packets);
  }

  private tell(sighted: Sighted, receivedUs: number, isPacket: boolean): void {
    this.toldUs = receivedUs;
    this.toldQuality = sighted.quality;
    for (const group of this.groups) group.take(sighted, isPacket);
  }
}
