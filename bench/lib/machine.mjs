// Where the figures come from: they mean little without it. No names of hosts or folders.
import { cpus, release } from 'node:os';

/** @param load of the last minute before the run */
export function machineText(load) {
  const [cpu] = cpus();
  const cores = `${cpus().length} x ${cpu.model.trim()}`;
  const system = release().match(/^\d+\.\d+\.\d+/)?.[0];
  return `${cores}, ${process.arch}, Linux ${system}, Node ${process.version}, load before ${load.toFixed(2)}`;
}
