import type { Command } from 'commander';
import { type DiscoveredDevice, discover } from '../client/index.js';
import { deviceTypeName } from '../eds/device-types.js';
import { EipConnectionError } from '../errors.js';
import { addressList, peerPort, searchSeconds } from './arguments.js';
import { counted } from './config.js';
import { type Context, runCommand } from './run-command.js';
import { printable, revisionText } from './texts.js';

interface DiscoverArguments {
  readonly address?: readonly string[];
  readonly bind?: readonly string[];
  readonly port: number;
  readonly timeout: number;
  readonly json?: boolean;
}

/** `eip-native discover`: who answers ListIdentity, each device as soon as it does. */
export function addDiscoverCommand(program: Command): void {
  program
    .command('discover')
    .description('find the EtherNet/IP devices of the networks that this machine is in')
    .option('--address <list>', 'whom to ask, devices or broadcasts (default: all of each subnet)', addressList)
    .option('--bind <list>', 'own IPv4 addresses to ask from (default: one of each interface)', addressList)
    .option('--port <port>', 'UDP port', peerPort, 44818)
    .option('--timeout <seconds>', 'how long answers are waited for', searchSeconds, 2)
    .option('--json', 'one JSON object a line on stdout, the last one the summary')
    .action(search);
}

async function search(given: DiscoverArguments): Promise<void> {
  let devices = 0;
  const run = async ({ output, stop }: Context): Promise<void> => {
    const { address: addresses, bind, port, timeout } = given;
    const options = {
      port,
      timeoutMs: Math.round(timeout * 1_000),
      ...(addresses && { addresses }),
      ...(bind && { bind }),
    };
    for await (const device of discover({ ...options, signal: stop.signal })) {
      devices++;
      output.line({ type: 'device', ...device }, deviceText(device));
    }
    if (devices === 0) throw nobodyAnswered(given);
  };
  await runCommand(given.json === true, run, () => ({ fields: { devices }, text: counted(devices, 'device') }));
}

function deviceText({ address, port, productName, revision, serialNumber, vendorId, deviceType }: DiscoveredDevice) {
  const who = `${printable(productName)} ${revisionText(revision)}`;
  const serial = serialNumber.toString(16).toUpperCase().padStart(8, '0');
  return `${address}:${port}  ${who}  ${deviceTypeName(deviceType)}, vendor ${vendorId}, serial ${serial}`;
}

function nobodyAnswered({ address, port, timeout }: DiscoverArguments): EipConnectionError {
  const whom = address === undefined ? '' : ` at ${address.join(', ')}`;
  return new EipConnectionError('EIP_NOBODY_ANSWERED', `No device answered${whom} on UDP ${port} within ${timeout} s`);
}
