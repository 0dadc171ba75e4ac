// The arrows of src/: cli -> gateway -> eip-config -> telemetry -> capabilities -> foundations. Nothing points back, and
// capabilities on one level do not import each other. scripts/lint/layers.mjs fails when this read no module at all.

const FOUNDATIONS = '(config|logging|cip|logix|native|link|runtime|tag-file)';
const CAPABILITIES = ['rabbitmq', 'scanner', 'simulator', 'adapter', 'client'];

/** Files directly in src/ that belong to the foundations. */
const FOUNDATION_FILES = '^src/(errors|error-codes[a-z-]*|eip-client)\\.ts$';

const capabilityRules = CAPABILITIES.map((name) => ({
  name: `${name}-imports-foundations-only`,
  comment:
    'A capability stands on config, logging, cip, logix, native, link, runtime, tag-file and errors; not on another capability or above.',
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: [`^src/${name}/`, `^src/${FOUNDATIONS}/`, FOUNDATION_FILES] },
}));

/** Installed here for the tests; a user installs those that he has a use for. */
const OPTIONAL_PEERS = '^node_modules/(rabbitmq-client|lmdb|prom-client)/';

/** What an EDS file is made from: the options, never the adapter itself. */
const ADAPTER_OPTIONS = '^src/adapter/(options|option-types|layout|fields/field)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...capabilityRules,
    {
      name: 'eds-imports-options-and-foundations-only',
      severity: 'error',
      from: { path: '^src/eds/' },
      to: { path: '^src/', pathNot: ['^src/eds/', `^src/${FOUNDATIONS}/`, FOUNDATION_FILES, ADAPTER_OPTIONS] },
    },
    {
      name: 'foundations-import-foundations-only',
      severity: 'error',
      from: { path: [`^src/${FOUNDATIONS}/`, FOUNDATION_FILES] },
      to: { path: '^src/', pathNot: [`^src/${FOUNDATIONS}/`, FOUNDATION_FILES] },
    },
    {
      name: 'eip-client-is-a-contract',
      comment: 'The interface of all clients knows none of them.',
      severity: 'error',
      from: { path: '^src/eip-client\\.ts$' },
      to: { path: '^src/', pathNot: FOUNDATION_FILES },
    },
    {
      name: 'cip-is-pure',
      comment: 'The codec works on bytes: it knows errors and itself, and no Node module that does I/O.',
      severity: 'error',
      from: { path: '^src/cip/' },
      to: {
        path: ['^src/', '^(node:)?(net|dgram|fs|http|https|child_process|worker_threads|timers)'],
        pathNot: ['^src/cip/', FOUNDATION_FILES],
      },
    },
    {
      name: 'logix-is-pure',
      comment: 'The vocabulary of tags works on bytes and values: the codec, words for messages, and no I/O.',
      severity: 'error',
      from: { path: '^src/logix/' },
      to: {
        path: ['^src/', '^(node:)?(net|dgram|fs|http|https|child_process|worker_threads|timers)'],
        pathNot: ['^src/(logix|cip)/', '^src/config/(names|shown)\\.ts$', FOUNDATION_FILES],
      },
    },
    {
      name: 'native-for-the-adapter-only',
      comment: 'Only src/adapter imports the addon.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(adapter|native)/'] },
      to: { path: '^src/native/' },
    },
    {
      name: 'telemetry-below-gateway',
      severity: 'error',
      from: { path: '^src/telemetry/' },
      to: { path: '^src/(cli|gateway|scanner|adapter|client)/' },
    },
    {
      name: 'telemetry-reaches-rabbitmq-through-its-sink',
      severity: 'error',
      from: { path: '^src/telemetry/', pathNot: '^src/telemetry/sinks/rabbitmq\\.ts$' },
      to: { path: '^src/rabbitmq/' },
    },
    {
      name: 'eip-config-below-gateway',
      comment: 'The one configuration is made from the options of all capabilities; nobody beneath knows it.',
      severity: 'error',
      from: { path: '^src/eip-config/' },
      to: { path: '^src/((cli|gateway|scanner|simulator)/|index\\.ts$)' },
    },
    {
      name: 'doctor-beside-gateway',
      comment: 'The doctor looks at what a gateway needs; only the command line asks it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(doctor|cli)/' },
      to: { path: '^src/doctor/' },
    },
    { name: 'doctor-below-cli', severity: 'error', from: { path: '^src/doctor/' }, to: { path: '^src/cli/' } },
    {
      name: 'eip-config-for-compositions-only',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(eip-config|gateway|doctor|cli)/', '^src/[^/]+\\.m?ts$'] },
      to: { path: '^src/eip-config/' },
    },
    { name: 'gateway-below-cli', severity: 'error', from: { path: '^src/gateway/' }, to: { path: '^src/cli/' } },
    {
      name: 'nobody-imports-the-cli',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'What dist/ requires must be a dependency; optional peers are loaded late, and their types are no code.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: OPTIONAL_PEERS },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
