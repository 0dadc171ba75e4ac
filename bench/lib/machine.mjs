// Where the figures come from: they mean little without it.
import { cpus, release } from 'node:os';

export function machineText() {
  const [cpu] = cpus();
  return `${cpus().length} x ${cpu.model.trim()}, Linux ${release()}, Node ${process.version}`;
}
