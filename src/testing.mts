/** The same classes for `import`: one class identity with `require`. */

export type * from './testing.js';
export {
  ClassCode,
  EncapsulationCommand,
  EncapsulationStatus,
  ExplicitConnection,
  ExplicitSession,
  exchangeDatagram,
  logicalSegment,
  objectPath,
  portSegment,
  Scanner,
  ServiceCode,
} from './testing.js';
