import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WirePacket } from '../../src/testing.js';
import { pcapOf } from './pcap.js';

export const haveTshark = spawnSync('tshark', ['--version']).status === 0;
if (!haveTshark && process.env.CI) throw new Error('tshark has to be there in CI: apt-get install tshark');

/** A frame as tshark sees it. */
export interface Frame {
  readonly protocols: string;
  readonly malformed: boolean;
  readonly errors: string;
}

export function dissect(packets: readonly WirePacket[]): Frame[] {
  const folder = mkdtempSync(join(tmpdir(), 'eip-tshark-'));
  const file = join(folder, 'exchange.pcap');
  writeFileSync(file, pcapOf(packets));
  const fields = ['frame.protocols', '_ws.malformed', '_ws.expert.message'].flatMap((field) => ['-e', field]);
  const args = ['-r', file, '-o', 'tcp.desegment_tcp_streams:FALSE', '-T', 'fields', ...fields];
  const { stdout, status, stderr } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 27 });
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`tshark -r: ${stderr}`);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [protocols = '', malformed = '', errors = ''] = line.split('\t');
      return { protocols, malformed: malformed !== '', errors };
    });
}
