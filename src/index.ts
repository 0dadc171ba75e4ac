/**
 * `@strokmatic/eip-native`: an EtherNet/IP adapter inside a Node.js process.
 *
 * Start at `Adapter` (docs/adapter.md). Errors: docs/errors.md.
 */
export * from './adapter/index.js';
export { type EdsOptions, generateEds } from './eds/index.js';
export {
  EipConfigError,
  EipConnectionError,
  EipError,
  type EipErrorCode,
  type EipErrorDetails,
  EipReadError,
  EipTimeoutError,
  EipWriteError,
  type OptionProblem,
} from './errors.js';
