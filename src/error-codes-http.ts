/** The error codes of metrics and health over HTTP: rows of the table in error-codes.ts. */
export const HTTP_ERROR_CODES = {
  EIP_METRICS_MODULE_MISSING: {
    family: 'general',
    check:
      'Run "npm install prom-client": it is an optional peer dependency of this package, and only metrics need it; or set "gateway.http.enabled" to false',
  },
  EIP_METRICS_TAKEN: {
    family: 'config',
    check:
      'Give each gateway of a registry an "app.instance" of its own, or a registry of its own, and put nothing into it whose name begins with "eip_"',
  },
  EIP_HEALTH_UNREACHABLE: {
    family: 'connection',
    check:
      'See that the gateway runs, that its "gateway.http" is enabled, and that the address and port are those of "gateway.http"',
  },
  EIP_NOT_HEALTHY: {
    family: 'general',
    check: 'See the reasons; docs/operation.md and the log of the gateway say more',
  },
} as const;
