/** A simulator from a file: the options of `LogixSimulator`, at the top of a YAML or JSON file. */
import { ConfigFile, refuseProblems } from '../../config/config-file.js';
import { type Complaint, examined } from '../../config/refusal.js';
import { Program } from '../controller/program.js';
import { simulatorSchema } from './option-schema.js';
import type { LogixSimulatorOptions } from './option-types.js';

/**
 * The options of a `LogixSimulator` from a file (docs/simulator.md). Reads it at once, and only then.
 * @throws EipConfigError EIP_CONFIG_UNREADABLE; EIP_CONFIG_INVALID whose `problems` name file, line, column and option.
 */
export function loadSimulatorConfig(file: string): LogixSimulatorOptions {
  return simulatorOptionsOf(ConfigFile.read(file, Object.keys(simulatorSchema.shape)));
}

/** What holds between types, tags and values is looked at when each of them is right for itself. */
export function simulatorOptionsOf(file: ConfigFile): LogixSimulatorOptions {
  const known = Object.keys(simulatorSchema.shape);
  const whole = Object.fromEntries(Object.entries(file.whole).filter(([key]) => known.includes(key)));
  const { data, complaints = [] } = examined(simulatorSchema, whole);
  const found: Complaint[] = [...complaints];
  if (data !== undefined) new Program(data, 0, (path, message) => found.push({ path, message }));
  refuseProblems([...file.problems, ...found.map((complaint) => file.problemAt(complaint))]);
  return whole as LogixSimulatorOptions;
}
