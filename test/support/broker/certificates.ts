/** Certificates for a broker and its clients, made with openssl: a CA, what it signed, and what nobody should trust. */
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const openssl = (args: readonly string[]) => run('openssl', args);

/** A certificate and its key, PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

const EXTENSIONS = 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n';

export class Certificates {
  private constructor(private readonly folder: string) {}

  /** Makes `ca`, `other-ca`, and signed by `ca`: `server`, `client`. */
  static async create(folder: string): Promise<Certificates> {
    const certificates = new Certificates(folder);
    await writeFile(join(folder, 'extensions'), EXTENSIONS);
    await Promise.all([certificates.addAuthority('ca'), certificates.addAuthority('other-ca')]);
    await Promise.all([certificates.sign('server'), certificates.sign('client')]);
    certificates.install({ ca: 'ca', server: 'server' });
    return certificates;
  }

  /** The PEM files of this name. */
  pair(name: string): Pair {
    return { cert: join(this.folder, `${name}.pem`), key: join(this.folder, `${name}.key`) };
  }

  get ca(): string {
    return this.pair('ca').cert;
  }

  get otherCa(): string {
    return this.pair('other-ca').cert;
  }

  /** The files that the broker reads; `install` says what is in them. */
  get installed(): Pair & { readonly ca: string } {
    return { ...this.pair('installed'), ca: join(this.folder, 'installed-ca.pem') };
  }

  /** Makes a certificate of this name; `days` below 0: it has expired. */
  async sign(name: string, { by = 'ca', days = 30 } = {}): Promise<Pair> {
    const { cert, key } = this.pair(name);
    const request = join(this.folder, `${name}.csr`);
    await this.addKey(key);
    await openssl(['req', '-new', '-key', key, '-subj', `/CN=${name}`, '-out', request]);
    const authority = this.pair(by);
    const signed = ['-CA', authority.cert, '-CAkey', authority.key, '-days', String(days)];
    const extended = ['-extfile', join(this.folder, 'extensions')];
    await openssl(['x509', '-req', '-in', request, ...signed, ...extended, '-out', cert]);
    return { cert, key };
  }

  /** Copies over what the broker reads: the CA that it trusts, its own certificate. */
  install({ ca, server }: { readonly ca?: string; readonly server?: string }): void {
    const { installed } = this;
    if (ca !== undefined) copyFileSync(this.pair(ca).cert, installed.ca);
    if (server === undefined) return;
    const { cert, key } = this.pair(server);
    copyFileSync(cert, installed.cert);
    copyFileSync(key, installed.key);
  }

  private async addAuthority(name: string): Promise<void> {
    const { cert, key } = this.pair(name);
    await this.addKey(key);
    await openssl(['req', '-x509', '-key', key, '-subj', `/CN=${name}`, '-days', '30', '-out', cert]);
  }

  private async addKey(path: string): Promise<void> {
    if (existsSync(path)) return;
    await openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path]);
  }
}
