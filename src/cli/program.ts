import { Command } from 'commander';
import { packageVersion } from '../runtime/package-version.js';
import { addAdapterCommand } from './adapter.js';
import { addBrowseCommand } from './browse.js';
import { addCheckCommand } from './check.js';
import { addDiscoverCommand } from './discover.js';
import { addDoctorCommand } from './doctor.js';
import { addEdsCommand } from './eds.js';
import { addHealthCommand } from './health.js';
import { addReadCommand } from './read.js';
import { addRunCommand } from './run.js';
import { addScanCommand } from './scan.js';
import { addSchemaCommand } from './schema.js';
import { addSimulateCommand } from './simulate.js';
import { addSpoolCommand } from './spool.js';
import { addTypesCommand } from './types.js';
import { addWatchCommand } from './watch.js';
import { addWriteCommand } from './write.js';

/** The commands, in the order of --help. */
export function createProgram(): Command {
  const program = new Command('eip-native')
    .description('EtherNet/IP from the command line: data on stdout, messages on stderr')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(--help lists the options)');
  addAdapterCommand(program);
  addScanCommand(program);
  addRunCommand(program);
  addCheckCommand(program);
  addSchemaCommand(program);
  addEdsCommand(program);
  addSimulateCommand(program);
  addDiscoverCommand(program);
  addBrowseCommand(program);
  addTypesCommand(program);
  addReadCommand(program);
  addWriteCommand(program);
  addWatchCommand(program);
  addSpoolCommand(program);
  addDoctorCommand(program);
  addHealthCommand(program);
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}
