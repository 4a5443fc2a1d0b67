// Every TLS library that applications use accepts the directory's certificate under its local authority, for a name and
// for an address, and refuses it without.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Skip, temporaryFolder, test } from '../support.mjs';
import { directory } from './directory.mjs';

const clients = resolve(import.meta.dirname, 'clients');
const other = '/etc/ssl/certs/ca-certificates.crt';  // authorities that have not signed it

const exists = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const needs = (program) => {
  if (!exists(program)) throw new Skip(`${program} is not here`);
};

async function addresses() {
  const { https, caFile } = await directory();
  const { port } = new URL(https);
  return { port, caFile, urls: [`${https}/`, `https://127.0.0.1:${port}/`] };
}

// Runs a client that prints a status for each address.
function statuses(command, ca, urls, options = {}) {
  const done = spawnSync(command[0], [...command.slice(1), ca, ...urls], { encoding: 'utf8', ...options });
  return { code: done.status, statuses: done.stdout.trim().split('\n').filter(Boolean), said: done.stderr };
}

async function trusts(command, options) {
  const { caFile, urls } = await addresses();
  const good = statuses(command, caFile, urls, options);
  assert.deepEqual(good.statuses, ['200', '200'], good.said);
  for (const url of urls) assert.deepEqual(statuses(command, other, [url], options).statuses, [], 'another authority');
}

test('P4: OpenSSL accepts the local authority', async () => {
  const { port, caFile } = await addresses();
  const ask = (ca, ...name) => spawnSync('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', ca, '-no-CApath',
    '-verify_return_error', ...name], { encoding: 'utf8', input: '' });
  for (const name of [['-verify_hostname', 'localhost'], ['-verify_ip', '127.0.0.1'], ['-verify_ip', '::1']]) {
    const good = ask(caFile, ...name);
    assert.match(good.stdout, /Verify return code: 0 \(ok\)/, good.stderr);
    assert.notEqual(ask(other, ...name).status, 0);
  }
  assert.notEqual(ask(caFile, '-verify_hostname', 'login.example').status, 0);
});

test('P4: Go accepts the local authority', async () => {
  needs('go');
  const folder = temporaryFolder('go');
  const env = { ...process.env, GOCACHE: join(folder, 'cache'), GO111MODULE: 'off' };
  const program = join(folder, 'trust');
  execFileSync('go', ['build', '-o', program, join(clients, 'trust.go')], { env });
  await trusts([program]);
});

test('P4: Java accepts the local authority', async () => {
  needs('java');
  await trusts(['java', join(clients, 'Trust.java')]);
});

test('P4: NSS accepts the local authority', async () => {
  needs('tstclnt');
  const { port, caFile } = await addresses();
  const database = (ca) => {
    const folder = `sql:${temporaryFolder('nss')}`;
    execFileSync('certutil', ['-N', '--empty-password', '-d', folder]);
    if (ca) execFileSync('certutil', ['-A', '-d', folder, '-n', 'ca', '-t', 'C,,', '-i', ca]);
    return folder;
  };
  const [good, empty] = [database(caFile), database()];
  for (const host of ['localhost', '127.0.0.1']) {
    const ask = (folder) => spawnSync('tstclnt', ['-4', '-h', host, '-p', port, '-d', folder, '-Q'], { encoding: 'utf8' });
    assert.equal(ask(good).status, 0, ask(good).stderr);
    assert.notEqual(ask(empty).status, 0);
  }
});

test('P4: BoringSSL accepts the local authority', async () => {
  needs('python3');
  const venv = resolve('build/boringssl');
  mkdirSync(resolve('build'), { recursive: true });
  const pip = spawnSync('sh', ['-c', `[ -x ${venv}/bin/pip ] || python3 -m venv ${venv}; ${venv}/bin/pip install --quiet --only-binary :all: -r ${join(clients, 'boringssl.txt')}`], { encoding: 'utf8' });
  if (pip.status !== 0) throw new Skip(`the Python package curl_cffi cannot be installed: ${pip.stderr.trim().split('\n').at(-1)}`);
  await trusts([`${venv}/bin/python`, join(clients, 'trust.py')]);
});

test('P4: Chromium accepts the local authority', async () => {
  needs('certutil');
  const { urls, caFile } = await addresses();
  const home = temporaryFolder('home');
  const page = (url) => spawnSync('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', `--user-data-dir=${home}/profile`, '--dump-dom', url],
    { encoding: 'utf8', env: { ...process.env, HOME: home } }).stdout;
  mkdirSync(join(home, '.pki/nssdb'), { recursive: true });
  const database = `sql:${join(home, '.pki/nssdb')}`;
  execFileSync('certutil', ['-N', '--empty-password', '-d', database]);
  assert.doesNotMatch(page(urls[0]), /not Microsoft Entra ID/);
  execFileSync('certutil', ['-A', '-d', database, '-n', 'ca', '-t', 'C,,', '-i', caFile]);
  for (const url of urls) assert.match(page(url), /not Microsoft Entra ID/, url);
});
