/** The same classes for `import`: one class identity with `require`. */

export type * from './gateway.js';
export {
  AuditFolder,
  AuditInbox,
  AuditTrail,
  audited,
  auditRecord,
  auditValue,
  CommandDesk,
  createGateway,
  ExplicitSource,
  failedOutcome,
  fromHere,
  Gateway,
  GatewayMetrics,
  GatewayServer,
  historyFor,
  ImplicitSource,
  osUser,
  WRITE_BEGUN,
  writeOutcome,
} from './gateway.js';
