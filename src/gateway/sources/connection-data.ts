/** A connection of an adapter, as data of a record. */
import type { ConnectionInfo } from '../../adapter/index.js';
import type { WireStructure } from '../../telemetry/value/wire-value.js';

export function connectionData(connection: ConnectionInfo): WireStructure {
  const { type, output, input, originator, connectionSerial, outputApiMs, inputApiMs, timeoutMs } = connection;
  const { address, port, vendorId, serialNumber } = originator;
  const points = { ...(output !== null && { output }), ...(input !== null && { input }) };
  const who = { address, port, vendorId, serialNumber, connectionSerial };
  return { type, ...points, ...who, outputApiMs, inputApiMs, timeoutMs };
}
