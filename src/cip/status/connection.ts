import type { StatusTable } from './table.js';

const TYPE_CHECK = 'check the connection type (null, multicast, point-to-point) of both directions';
const POINT_CHECK = 'check the assembly instances of the connection against the device';
const ROUTE_CHECK = 'check the route: ports, slots and addresses of each hop';
const KEY_CHECK = 'check the electronic key against the identity of the device, or disable keying';
const FULL_CHECK = 'close connections that are not needed, or wait until dead ones have timed out';
const MULTICAST_CHECK = 'use what the running multicast connection to the same point uses, or point-to-point';
const SAFETY_CHECK = 'check the safety configuration of both devices';

/** Extended statuses of general status 0x01, connection failure. */
export const CONNECTION_STATUS: StatusTable = new Map([
  [
    0x0100,
    {
      text: 'connection in use or duplicate Forward Open',
      check: 'use another connection serial, or wait until the old connection has timed out',
    },
  ],
  [
    0x0103,
    {
      text: 'transport class and trigger not supported',
      check: 'check transport class and trigger against the device',
    },
  ],
  [
    0x0106,
    {
      text: 'ownership conflict',
      check: 'check which scanner owns the output assembly, or has configured it otherwise',
    },
  ],
  [0x0107, { text: 'connection not found', check: 'nothing: it was closed or has timed out before' }],
  [0x0108, { text: 'invalid network connection parameter', check: TYPE_CHECK }],
  [0x0109, { text: 'invalid connection size', check: 'use the size in the second status word, or a smaller one' }],
  [0x0110, { text: 'target not configured', check: 'send the configuration data with the connection' }],
  [0x0111, { text: 'RPI not supported', check: 'use another requested packet interval' }],
  [
    0x0112,
    { text: 'RPI not acceptable', check: 'use a requested packet interval that the following status words allow' },
  ],
  [0x0113, { text: 'out of connections', check: FULL_CHECK }],
  [0x0114, { text: 'vendor id or product code mismatch', check: KEY_CHECK }],
  [0x0115, { text: 'device type mismatch', check: KEY_CHECK }],
  [0x0116, { text: 'revision mismatch', check: KEY_CHECK }],
  [0x0117, { text: 'invalid produced or consumed application path', check: POINT_CHECK }],
  [0x0118, { text: 'invalid or inconsistent configuration application path', check: POINT_CHECK }],
  [
    0x0119,
    {
      text: 'non-listen-only connection not opened',
      check: 'open an owner or input-only connection to the same point first',
    },
  ],
  [0x011a, { text: 'target object out of connections', check: FULL_CHECK }],
  [
    0x011b,
    { text: 'RPI smaller than the production inhibit time', check: 'use a longer interval or a shorter inhibit time' },
  ],
  [0x011c, { text: 'transport class not supported', check: 'check the transport class against the device' }],
  [0x011d, { text: 'production trigger not supported', check: 'check the trigger against the device' }],
  [0x011e, { text: 'direction not supported', check: 'check the server bit of the transport' }],
  [0x011f, { text: 'invalid O->T fixed/variable flag', check: 'use the other of fixed and variable size for O->T' }],
  [0x0120, { text: 'invalid T->O fixed/variable flag', check: 'use the other of fixed and variable size for T->O' }],
  [0x0121, { text: 'invalid O->T priority', check: 'use another priority for O->T' }],
  [0x0122, { text: 'invalid T->O priority', check: 'use another priority for T->O' }],
  [0x0123, { text: 'invalid O->T connection type', check: TYPE_CHECK }],
  [0x0124, { text: 'invalid T->O connection type', check: TYPE_CHECK }],
  [0x0125, { text: 'invalid O->T redundant owner flag', check: 'clear the redundant owner flag' }],
  [
    0x0126,
    {
      text: 'invalid configuration size',
      check: 'send as many words of configuration data as the second status word says',
    },
  ],
  [
    0x0127,
    {
      text: 'invalid O->T size',
      check: 'use the size in the second status word: sequence count and run/idle header are counted',
    },
  ],
  [
    0x0128,
    { text: 'invalid T->O size', check: 'use the size in the second status word: the sequence count is counted' },
  ],
  [
    0x0129,
    {
      text: 'invalid configuration application path',
      check: 'check the configuration instance, or what the device says about the configuration data',
    },
  ],
  [0x012a, { text: 'invalid consuming application path', check: POINT_CHECK }],
  [0x012b, { text: 'invalid producing application path', check: POINT_CHECK }],
  [0x012c, { text: 'configuration symbol does not exist', check: 'check the name of the configuration tag' }],
  [0x012d, { text: 'consuming symbol does not exist', check: 'check the name of the consumed tag' }],
  [0x012e, { text: 'producing symbol does not exist', check: 'check the name of the produced tag' }],
  [
    0x012f,
    {
      text: 'inconsistent combination of application paths',
      check: 'use instances that the device declares together as one connection',
    },
  ],
  [0x0130, { text: 'inconsistent consume data format', check: 'check the run/idle format of O->T' }],
  [0x0131, { text: 'inconsistent produce data format', check: 'check the run/idle format of T->O' }],
  [0x0132, { text: 'null Forward Open not supported', check: 'open a connection with at least one direction' }],
  [0x0133, { text: 'connection timeout multiplier not acceptable', check: 'use a multiplier code from 0 to 7' }],
  [0x0134, { text: 'T->O size differs from the running multicast connection', check: MULTICAST_CHECK }],
  [0x0135, { text: 'T->O fixed/variable differs from the running multicast connection', check: MULTICAST_CHECK }],
  [0x0136, { text: 'T->O priority differs from the running multicast connection', check: MULTICAST_CHECK }],
  [0x0137, { text: 'transport class differs from the running multicast connection', check: MULTICAST_CHECK }],
  [0x0138, { text: 'production trigger differs from the running multicast connection', check: MULTICAST_CHECK }],
  [0x0139, { text: 'production inhibit time differs from the running multicast connection', check: MULTICAST_CHECK }],
  [0x0203, { text: 'connection timed out', check: 'check the network and whether the other side still sends' }],
  [0x0204, { text: 'unconnected request timed out', check: ROUTE_CHECK }],
  [
    0x0205,
    {
      text: 'parameter error in an unconnected request',
      check: 'check the socket address items and the timeout of the request',
    },
  ],
  [0x0206, { text: 'message too large for unconnected send', check: 'send a smaller message or open a connection' }],
  [0x0207, { text: 'unconnected acknowledge without reply', check: ROUTE_CHECK }],
  [0x0301, { text: 'no buffer memory', check: FULL_CHECK }],
  [0x0302, { text: 'network bandwidth not available', check: 'use longer intervals or fewer connections' }],
  [0x0303, { text: 'no consumed connection id filter available', check: FULL_CHECK }],
  [0x0304, { text: 'not configured to send scheduled priority data', check: 'use another priority' }],
  [0x0305, { text: 'schedule signature mismatch', check: 'schedule the network again' }],
  [0x0306, { text: 'schedule signature validation not possible', check: 'schedule the network again' }],
  [0x0311, { text: 'port not available', check: ROUTE_CHECK }],
  [0x0312, { text: 'link address not valid', check: ROUTE_CHECK }],
  [0x0315, { text: 'invalid segment in connection path', check: 'check the order and kinds of segments in the path' }],
  [
    0x0316,
    {
      text: 'error in the connection path of a Forward Close',
      check: 'close with the path that opened the connection',
    },
  ],
  [0x0317, { text: 'scheduling not specified', check: 'check the schedule segment of the path' }],
  [0x0318, { text: 'link address to self invalid', check: ROUTE_CHECK }],
  [0x0319, { text: 'secondary resources unavailable', check: 'check the redundant partner of the controller' }],
  [0x031a, { text: 'rack connection already established', check: 'use the rack connection, or close it' }],
  [0x031b, { text: 'module connection already established', check: 'use the module connection, or close it' }],
  [0x031c, { text: 'miscellaneous', check: 'look at the diagnostics of the device' }],
  [0x031d, { text: 'redundant connection mismatch', check: 'check both owners of the redundant connection' }],
  [0x031e, { text: 'no more user configurable link resources', check: FULL_CHECK }],
  [0x031f, { text: 'no user configurable link consumer resources', check: FULL_CHECK }],
  [0x0800, { text: 'network link in path module is offline', check: ROUTE_CHECK }],
  [0x0801, { text: 'incompatible multicast RPI', check: MULTICAST_CHECK }],
  [0x0802, { text: 'invalid safety connection size', check: SAFETY_CHECK }],
  [0x0803, { text: 'invalid safety connection format', check: SAFETY_CHECK }],
  [
    0x0810,
    { text: 'no target application data available', check: 'check whether the application of the device is running' },
  ],
  [
    0x0811,
    {
      text: 'no originator application data available',
      check: 'check whether the application of the scanner is running',
    },
  ],
  [0x0812, { text: 'node address has changed since the network was scheduled', check: 'schedule the network again' }],
  [
    0x0813,
    { text: 'multicast to another subnet not possible', check: 'raise the multicast TTL, or use point-to-point' },
  ],
]);
