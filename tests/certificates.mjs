// Short-lived certificates made by the openssl program: authorities and leaves, good and bad ones.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, write } from './support.mjs';

const openssl = (...words) => execFileSync('openssl', words, { stdio: 'pipe' });
const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

// An RSA key and its self-signed certificate, for a client (as uploaded to an app registration) or for a server with
// that name.
export function selfSigned(name = 'localhost') {
  const folder = temporaryFolder('certificate');
  const [certFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-keyout', keyFile, '-out', certFile);
  return { certFile, keyFile, pem: readFileSync(certFile, 'utf8') };
}

export class Certificates {
  constructor() {
    this.folder = temporaryFolder('tls');
  }

  path(name) {
    return join(this.folder, name);
  }

  authority(name) {
    openssl('req', '-x509', ...CURVE, '-keyout', this.path(`${name}.key`), '-out', this.path(`${name}.pem`), '-days', '2', '-subj', `/CN=${name}`);
    return this.path(`${name}.pem`);
  }

  // `dates` are written as "openssl ca" takes them: YYYYMMDDHHMMSSZ.
  leaf(name, { by, host = 'localhost', dates = ['20200101000000Z', '20491231235959Z'] }) {
    openssl('req', ...CURVE, '-keyout', this.path(`${name}.key`), '-out', this.path(`${name}.csr`), '-subj', `/CN=${host}`);
    write(this.path(`${name}.index`), '');
    write(this.path(`${name}.cnf`), `[ca]\ndefault_ca=c\n[c]\ndatabase=${this.path(`${name}.index`)}\nnew_certs_dir=${this.folder}\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:${host}\n`);
    openssl('ca', '-batch', '-notext', '-config', this.path(`${name}.cnf`), '-cert', this.path(`${by}.pem`), '-keyfile', this.path(`${by}.key`), '-in', this.path(`${name}.csr`), '-out', this.path(`${name}.pem`), '-startdate', dates[0], '-enddate', dates[1]);
    return { key: readFileSync(this.path(`${name}.key`)), cert: readFileSync(this.path(`${name}.pem`)), keyFile: this.path(`${name}.key`), certFile: this.path(`${name}.pem`) };
  }
}
