/** The same classes for `import`: one class identity with `require`. */

export type * from './testing.js';
export {
  ClassCode,
  EncapsulationCommand,
  EncapsulationStatus,
  ExplicitSession,
  exchangeDatagram,
  logicalSegment,
  objectPath,
  portSegment,
  Scanner,
  ServiceCode,
} from './testing.js';
