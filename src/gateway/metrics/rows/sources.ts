/** Sources and their groups: machines, and what comes from them. */
import { at, counter, gauge } from '../metric.js';
import { noneAt, truthAt } from '../readers.js';

const source = 'sources.{source}';
const group = `${source}.groups.{group}`;

export const SOURCE_METRICS = [
  gauge('eip_source_healthy', '1', '1 while the source works, else 0', at(`${source}.reason`, noneAt)),
  gauge(
    'eip_source_connected',
    '1',
    '1 while a machine is connected, else 0; none where that has no meaning',
    at(`${source}.connected`, truthAt),
  ),
  counter(
    'eip_source_connections_total',
    'connections',
    'Connections to the machine that were made, the first one and each that came after a loss',
    at(`${source}.connections`),
  ),
  counter('eip_group_records_total', 'records', 'Records that the group handed over', at(`${group}.records`)),
  counter('eip_group_values_total', 'values', 'Values in the records of the group', at(`${group}.values`)),
  counter(
    'eip_group_overruns_total',
    'values',
    'Values that were lost before they became records: the machine was faster, or the spool took none',
    at(`${group}.overruns`),
  ),
  gauge(
    'eip_group_values_not_good',
    'values',
    'Tags of the group whose newest value is not good',
    at(`${group}.notGood`),
  ),
  counter(
    'eip_group_missed_cycles_total',
    'cycles',
    'Cycles of the group that were left out; none where there are no cycles',
    at(`${group}.missedCycles`),
  ),
];
