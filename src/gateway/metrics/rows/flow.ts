/** The gateway as a whole, and its router. */
import { at, counter, gauge } from '../metric.js';
import { infoAt, millisecondsAt, numberAt, stateAt } from '../readers.js';

const STATES = ['new', 'starting', 'running', 'stopping', 'stopped', 'failed'];

export const FLOW_METRICS = [
  gauge(
    'eip_build_info',
    '1',
    'Always 1; the labels tell the version of this package and of Node.js, and the name, version and site of the service',
    at('build', infoAt(['version', 'node', 'app', 'app_version', 'site'])),
  ),
  gauge(
    'eip_gateway_state',
    '1',
    '1 for the state that the gateway is in, 0 for the others',
    at('state', stateAt(STATES)),
  ),
  gauge('eip_gateway_uptime_seconds', 'seconds', 'Since the gateway runs', at('runningMs', millisecondsAt)),
  counter(
    'eip_router_records_accepted_total',
    'records',
    'Records that are kept for every sink, by kind',
    at('router.accepted.{kind}', numberAt),
  ),
  counter(
    'eip_router_records_rejected_total',
    'records',
    'Records that could not be kept for a sink: its bounds, a full disk',
    at('router.rejected'),
  ),
  gauge('eip_router_records_waiting', 'records', 'Records that wait to be kept', at('router.waiting')),
];
