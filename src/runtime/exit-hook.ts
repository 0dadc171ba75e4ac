/**
 * `process.exit` and an uncaught exception run no hook of the addon: what is open is closed from here, so that the
 * I/O thread ends before the memory goes. One listener for all, there only while something is open.
 */
const open = new Set<() => void>();

/** Calls `close` when the process (or this worker) exits, unless what is returned was called before. */
export function onExit(close: () => void): () => void {
  if (open.size === 0) process.on('exit', closeAll);
  open.add(close);
  return () => {
    if (open.delete(close) && open.size === 0) process.off('exit', closeAll);
  };
}

function closeAll(): void {
  for (const close of open) close();
}
