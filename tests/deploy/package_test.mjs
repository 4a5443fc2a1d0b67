// The Debian package in a clean machine: installed, started by systemd, upgraded, removed and purged.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Process, Skip, temporaryFolder, test, until } from '../support.mjs';
import { Machine } from './machine.mjs';

const BINARY = process.argv[2];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const UNITS = readdirSync(join(ROOT, 'deploy/systemd'));
const CONFIG = `server:
  publicUrl: http://localhost:8585
  dataDir: /var/lib/sallyport
  unixSocket: /run/sallyport/check.sock
authenticationConfiguration:
  provider: basic
`;

const output = (command, ...words) => execFileSync(command, words, { cwd: ROOT, encoding: 'utf8' }).trim();

function build() {
  if (spawnSync('dpkg-shlibdeps', ['--version']).error) throw new Skip('Debian package dpkg-dev is not installed');
  const file = output('tools/package.sh', BINARY, temporaryFolder('package'));
  const field = (name) => output('dpkg-deb', '--field', file, name);
  // Without the version of each dependency and with the first of its alternatives.
  const depends = field('Depends').split(',').map((entry) => entry.trim().split(/[ |(:]/)[0]);
  return { file, field, depends };
}

// The same package with another version: an upgrade of the first.
function newer(file, version) {
  const folder = temporaryFolder('newer');
  output('dpkg-deb', '--raw-extract', file, join(folder, 'root'));
  const control = join(folder, 'root/DEBIAN/control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, `Version: ${version}`));
  const upgrade = join(folder, 'upgrade.deb');
  output('dpkg-deb', '--root-owner-group', '-Znone', '--build', join(folder, 'root'), upgrade);
  return upgrade;
}

let built;
const theBuilt = () => (built ??= build());
let machine;

// A machine with the package and no configuration.
async function install() {
  const { file, depends } = theBuilt();
  const fresh = await Machine.boot(depends);
  writeFileSync(fresh.path('/tmp/sallyport.deb'), readFileSync(file));
  fresh.must('dpkg', '--install', '/tmp/sallyport.deb');
  return fresh;
}

const installed = () => (machine ??= install());

// systemd refuses the sixth start within 10 seconds, which is what these tests do. A reset begins its count again.
function systemctl(at, ...words) {
  at.run('systemctl', 'reset-failed', 'sallyport');
  at.must('systemctl', ...words, 'sallyport');
}

async function serving() {
  const at = await installed();
  at.write('/etc/sallyport/sallyport.yaml', CONFIG);
  systemctl(at, 'start');
  return at;
}

const property = (at, name) => at.must('systemctl', 'show', '--value', `--property=${name}`, 'sallyport');
const health = (at) => at.run('sallyport', 'health', '--config', '/etc/sallyport/sallyport.yaml');
const status = (at, name) => at.read(`/proc/${property(at, 'MainPID')}/status`).match(new RegExp(`^${name}:\\s*(.*)$`, 'm'))[1];

test('package: its name and its version are those of CMakeLists.txt and of the binary', () => {
  const { file, field } = theBuilt();
  const [, version] = readFileSync(join(ROOT, 'CMakeLists.txt'), 'utf8').match(/^project\(sallyport VERSION (\S+)/m);
  assert.equal(field('Version'), version);
  assert.equal(output(BINARY, '--version'), version);
  assert.ok(file.endsWith(`/sallyport_${version}_${output('dpkg', '--print-architecture')}.deb`), file);
});

test('package: it has a man page for each command, and completions where the shells look for them', () => {
  const list = output('dpkg-deb', '--contents', theBuilt().file).split('\n');
  for (const path of ['usr/share/man/man1/sallyport-user.1.gz', 'usr/share/bash-completion/completions/sallyport',
    'usr/share/zsh/vendor-completions/_sallyport', 'usr/share/fish/vendor_completions.d/sallyport.fish'])
    assert.ok(list.some((line) => line.endsWith(` ./${path}`)), path);
});

test('package: the same program gives the same bytes', () => {
  const { file } = theBuilt();
  const again = output('tools/package.sh', BINARY, temporaryFolder('package'));
  const hash = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
  assert.equal(hash(again), hash(file));
});

test('package: without a configuration it installs, enables the service, and does not start it', async () => {
  const at = await installed();
  assert.match(at.must('dpkg', '--status', 'sallyport'), /^Status: install ok installed$/m);
  assert.equal(at.must('systemctl', 'is-enabled', 'sallyport'), 'enabled');
  assert.equal(property(at, 'ActiveState'), 'inactive');
  assert.equal(property(at, 'ConditionResult'), 'no');
  assert.equal(at.run('systemctl', '--failed', '--quiet', '--no-legend').out, '');
  assert.match(at.must('getent', 'passwd', 'sallyport'), /^sallyport:x:\d+:\d+:Sallyport:\/var\/lib\/sallyport:\/usr\/sbin\/nologin$/);
  assert.equal(at.must('dpkg', '--verify', 'sallyport'), '', 'every file is as the package has it');
});

test('package: each unit is one that systemd has nothing to say about', async () => {
  const at = await installed();
  for (const unit of UNITS) assert.equal(at.run('systemd-analyze', 'verify', '--man=yes', unit).all, '', unit);
});

test('package: systemd-analyze rates the service as locked down', async () => {
  const at = await installed();
  const { code, all } = at.run('systemd-analyze', 'security', '--offline=true', '--threshold=20', '/lib/systemd/system/sallyport.service');
  assert.equal(code, 0, all);
});

test('package: the example in /etc/sallyport is one that config check accepts', async () => {
  const at = await installed();
  const { code, all } = at.run('env', 'AZURE_CLIENT_ID=00000000-0000-4000-8000-00000000c11e', 'AZURE_TENANT_ID=00000000-0000-4000-8000-000000007e4a',
    'CREDENTIALS_DIRECTORY=/tmp/credentials', 'sh', '-c', 'umask 077; mkdir -p $CREDENTIALS_DIRECTORY && echo a-secret > $CREDENTIALS_DIRECTORY/client_secret && sallyport config check /etc/sallyport/sallyport.example.yaml');
  assert.equal(code, 0, all);
  assert.match(all, /: fine$/m);
});

test('package: every command has a manual page, with each of its options, and no page has a mistake', async () => {
  const at = await installed();
  const commands = (words) => [...(at.must('sallyport', ...words, '--help').split('\nSubcommands:\n')[1] ?? '').matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name);
  const show = (name) => {
    const page = at.run('env', 'MANWIDTH=200', 'man', '--warnings=w', '--pager=cat', name);
    assert.deepEqual([page.code, page.all], [0, page.out], 'and nothing on standard error');
    return page.out;
  };
  const overview = show('sallyport');
  for (const command of commands([])) {
    assert.ok(overview.includes(command), command);
    const page = show(`sallyport-${command}`);
    const all = [[command], ...commands([command]).map((below) => [command, below])];
    for (const words of all) {
      const options = [...at.must('sallyport', ...words, '--help').matchAll(/^ {2}(?:-\w,)?(--[\w-]+)/gm)].map(([, option]) => option);
      assert.ok(options.includes('--help'), words.join(' '));
      for (const option of options) assert.ok(page.includes(option), `${words.join(' ')} ${option}`);
    }
  }
});

test('package: with a configuration the service starts as its own user, locked down, and is healthy', async () => {
  const at = await serving();
  assert.equal(property(at, 'ActiveState'), 'active', at.run('journalctl', '--unit=sallyport', '--no-pager').all);
  assert.deepEqual([health(at).code, health(at).out], [0, 'ready\n']);
  const uid = at.must('id', '--user', 'sallyport');
  assert.deepEqual(status(at, 'Uid').split(/\s+/), [uid, uid, uid, uid]);
  assert.equal(status(at, 'NoNewPrivs'), '1');
  assert.equal(status(at, 'Seccomp'), '2');
  assert.equal(status(at, 'CapBnd'), '0'.repeat(16));
  assert.equal(at.must('stat', '--format=%U %a', '/var/lib/sallyport'), 'sallyport 700');
  assert.equal(at.must('stat', '--format=%U:%G %a', '/run/sallyport/check.sock'), 'sallyport:www-data 660');
});

test('package: a mistake in the configuration refuses the reload and leaves the service as it is', async () => {
  const at = await serving();
  const before = property(at, 'MainPID');
  at.write('/etc/sallyport/sallyport.yaml', CONFIG.replace('provider: basic', 'provider: nobody-knows'));
  assert.notEqual(at.run('systemctl', 'reload', 'sallyport').code, 0);
  assert.match(at.must('journalctl', '--unit=sallyport', '--no-pager'), /authenticationConfiguration\.provider/);
  assert.equal(property(at, 'MainPID'), before);
  assert.equal(health(at).code, 0);
  at.write('/etc/sallyport/sallyport.yaml', CONFIG);
  at.must('systemctl', 'reload', 'sallyport');
  assert.equal(property(at, 'MainPID'), before);
});

test('package: with the sockets in systemd\'s hands a restart refuses no connection', async () => {
  const at = await serving();
  at.must('systemctl', 'stop', 'sallyport');
  at.must('systemctl', 'start', 'sallyport.socket', 'sallyport-admin.socket');
  const loop = new Process('nsenter', ['-t', at.pid, '--all', 'env', '-i', 'PATH=/usr/bin:/bin', 'bash', '-c',
    'echo begun; for i in $(seq 6000); do [ -e /tmp/enough ] && break; exec 3<>/dev/tcp/127.0.0.1/8585 || echo refused; exec 3>&-; sleep 0.01; done; echo ended']);
  await loop.saying(/begun/);
  systemctl(at, 'start');
  for (let i = 0; i < 3; i += 1) systemctl(at, 'restart');
  at.write('/tmp/enough', '');
  await loop.saying(/ended/);
  assert.ok(!loop.output.includes('refused'), loop.output);
  assert.equal(health(at).code, 0);
  at.must('systemctl', 'stop', 'sallyport.socket', 'sallyport-admin.socket', 'sallyport');
  systemctl(at, 'start');
});

test('package: an upgrade restarts the service, and keeps the configuration, the store and what was disabled', async () => {
  const at = await serving();
  const keys = () => at.must('sh', '-c', 'sha256sum /var/lib/sallyport/*.der /var/lib/sallyport/sealing.key');
  const before = { pid: property(at, 'MainPID'), keys: keys() };
  at.write('/etc/sallyport/sallyport.example.yaml', '# mine\n');
  at.must('systemctl', 'disable', 'sallyport');
  writeFileSync(at.path('/tmp/upgrade.deb'), readFileSync(newer(theBuilt().file, '99.0.0')));
  at.run('systemctl', 'reset-failed', 'sallyport');
  at.must('dpkg', '--install', '/tmp/upgrade.deb');
  assert.equal(at.must('dpkg-query', '--show', '--showformat=${Version}', 'sallyport'), '99.0.0');
  assert.notEqual(property(at, 'MainPID'), before.pid);
  await until('the gateway after the upgrade', () => health(at).code === 0);
  assert.equal(keys(), before.keys);
  assert.equal(at.read('/etc/sallyport/sallyport.yaml'), CONFIG);
  assert.equal(at.read('/etc/sallyport/sallyport.example.yaml'), '# mine\n');
  assert.equal(at.run('systemctl', 'is-enabled', 'sallyport').out, 'disabled\n');
});

test('package: removing it stops the service and keeps configuration, keys and store', async () => {
  const at = await serving();
  const pid = property(at, 'MainPID');
  at.must('dpkg', '--remove', 'sallyport');
  assert.equal(existsSync(at.path(`/proc/${pid}`)), false);
  assert.equal(existsSync(at.path('/usr/bin/sallyport')), false);
  assert.equal(at.read('/etc/sallyport/sallyport.yaml'), CONFIG);
  assert.ok(existsSync(at.path('/var/lib/sallyport/sealing.key')));
  assert.equal(at.run('systemctl', '--failed', '--quiet', '--no-legend').out, '');
});

test('package: purging it removes configuration, keys and store, and a new installation works', async () => {
  const at = await installed();
  at.must('dpkg', '--purge', 'sallyport');
  for (const gone of ['/etc/sallyport', '/var/lib/sallyport']) assert.equal(existsSync(at.path(gone)), false, gone);
  assert.notEqual(at.run('dpkg', '--status', 'sallyport').code, 0);
  at.must('dpkg', '--install', '/tmp/sallyport.deb');
  assert.equal(at.must('systemctl', 'is-enabled', 'sallyport'), 'enabled');
  const again = await serving();
  assert.equal(health(again).code, 0);
});
