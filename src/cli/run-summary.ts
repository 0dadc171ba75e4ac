/** What a gateway came to, as the last line of `eip-native run`. */
import type { GatewayService } from '../gateway/compose/gateway-service.js';
import type { Drops } from '../telemetry/spool/drops.js';
import { counted } from './config.js';
import type { ReloadFigures } from './reloads.js';
import type { Summary } from './run-command.js';

export interface RunFigures extends ReloadFigures {
  /** Undefined: the configuration was wrong. */
  service: GatewayService | undefined;
  /** Of the spool, at the start. */
  dropsBefore: number;
}

export function runSummary({ service, reloads, refusedReloads, dropsBefore }: RunFigures): Summary {
  if (service === undefined) return { fields: {}, text: undefined };
  const { router, sinks, commands, sources, spool } = service.status();
  const sum = (pick: (sink: (typeof sinks)[string]) => number) =>
    Object.values(sinks).reduce((total, sink) => total + pick(sink), 0);
  const accepted = Object.values(router.accepted).reduce((total, count) => total + count, 0);
  const overruns = Object.values(sources)
    .flatMap(({ groups }) => Object.values(groups))
    .reduce((total, group) => total + group.overruns, 0);
  const figures = {
    accepted,
    delivered: sum(({ delivered }) => delivered),
    redelivered: sum(({ redelivered }) => redelivered),
    waiting: sum(({ waiting }) => waiting),
    refused: sum(({ refused }) => refused),
    dropped: sum(({ dropped }) => dropped) + Math.max(0, spoolDrops(spool) - dropsBefore),
    rejected: router.rejected,
    overruns,
  };
  const { delivered, waiting, refused, dropped } = figures;
  const where = spool === undefined ? 'wait' : 'wait in the spool';
  return {
    fields: { ...figures, reloads, refusedReloads, ...(commands && { commands: commands.answered }) },
    text: `${counted(delivered, 'record')} delivered, ${waiting} ${where}, ${refused} refused, ${dropped + figures.rejected + overruns} lost`,
  };
}

type SpoolStatus = NonNullable<ReturnType<GatewayService['status']>['spool']>;

/** By its bounds or the disk, since it is there; what a sink refused is counted by the sink. */
export function spoolDrops(spool: SpoolStatus | undefined): number {
  const lanes = Object.values(spool?.sinks ?? {}).flatMap((sink) => Object.values(sink));
  const count = ({ oldest, newest, age, corrupt, disk }: Drops) => oldest + newest + age + corrupt + disk;
  return lanes.reduce((total, { drops }) => total + count(drops), 0);
}
