// Nothing but the open adapter keeps the process alive; whoever runs it ends it with SIGTERM.
const { report, startedAdapter } = require('./rig.cjs');

void startedAdapter().then((adapter) => {
  setTimeout(() => report({ state: adapter.status().state }), 300).unref();
});
