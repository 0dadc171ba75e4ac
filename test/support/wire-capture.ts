import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeIoDatagram, type IoDatagram } from '../../src/cip/index.js';

/** One UDP datagram of cyclic data as it went over the loopback interface. */
export interface CapturedDatagram extends IoDatagram {
  readonly from: string;
  readonly atMs: number;
}

/** Why cyclic data can't be watched on the wire here; undefined when it can. */
export function whyNoCapture(): string | undefined {
  const probe = spawnSync('tshark', ['-i', 'lo', '-a', 'duration:1', '-c', '1', '-f', 'udp port 9'], {
    encoding: 'utf8',
  });
  if (probe.error) return 'tshark is not installed';
  return probe.status === 0 ? undefined : `tshark may not capture here: ${probe.stderr.trim().split('\n').at(-1)}`;
}

/** Everything on UDP port 2222 of the loopback interface between start and stop. */
export class WireCapture {
  private constructor(
    private readonly folder: string,
    private readonly capture: ChildProcess,
  ) {}

  static async start(): Promise<WireCapture> {
    const folder = mkdtempSync(join(tmpdir(), 'eip-capture-'));
    const args = ['-i', 'lo', '-q', '-w', join(folder, 'io.pcap'), '-F', 'pcap', '-f', 'udp port 2222'];
    const capture = spawn('tshark', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    for await (const chunk of capture.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      said += chunk;
      if (said.includes('Capturing on')) break;
    }
    capture.stderr.resume();
    // It says so a little before the first packet counts.
    await new Promise((next) => setTimeout(next, 300));
    return new WireCapture(folder, capture);
  }

  async stop(): Promise<CapturedDatagram[]> {
    // The kernel hands packets over in blocks; what has not been handed over is lost at the end.
    await new Promise((next) => setTimeout(next, 1_000));
    this.capture.kill('SIGINT');
    await once(this.capture, 'close');
    const fields = ['frame.time_epoch', 'ip.src', 'udp.payload'].flatMap((field) => ['-e', field]);
    const args = ['-r', join(this.folder, 'io.pcap'), '-T', 'fields', ...fields];
    const { stdout, status, stderr } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 27 });
    rmSync(this.folder, { recursive: true });
    if (status !== 0) throw new Error(`tshark -r: ${stderr}`);
    return stdout.split('\n').flatMap((line) => {
      const [time, from, payload] = line.split('\t');
      if (time === undefined || from === undefined || !payload) return [];
      return [{ ...decodeIoDatagram(Buffer.from(payload, 'hex')), from, atMs: Number(time) * 1_000 }];
    });
  }
}
