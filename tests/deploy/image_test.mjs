// The container image: what is in it, and a sign-in through it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent } from '../agent.mjs';
import { confidentialClient, writeConfiguration } from '../configuration.mjs';
import { ADA, TENANT, WEB, directory, signInAtDirectory } from '../interop/directory.mjs';
import { Skip, freePort, isReady, temporaryFolder, test, until, write } from '../support.mjs';
import { dataFolder, runner, unpack } from './container.mjs';

const BINARY = process.argv[2];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function build() {
  if (spawnSync('buildah', ['--version']).error) throw new Skip('Debian package buildah is not installed');
  const done = spawnSync('tools/image.sh', [BINARY, temporaryFolder('image')], { cwd: ROOT, encoding: 'utf8', timeout: 300_000 });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim();
}

let built;
const archive = () => (built ??= build());
const listing = () => unpack(archive()).layers.flatMap(({ file }) => execFileSync('tar', ['--numeric-owner', '-tvf', file], { encoding: 'utf8', maxBuffer: 1 << 26 }).trim().split('\n'))
  .map((line) => line.match(/^(\S+) (\d+)\/(\d+) +(\d+) \S+ \S+ (.*?)(?: -> .*)?$/)).map(([, mode, uid, gid, size, path]) => ({ mode, uid: Number(uid), gid: Number(gid), size: Number(size), path: `/${path.replace(/^\.?\/?/, '')}` }));

let container;
// A gateway in the image, at the directory on this machine.
async function running() {
  container ??= (async () => {
    const image = runner(archive());
    const { authority, caFile } = await directory();
    const port = await freePort();
    const adminPort = await freePort();
    const origin = `http://localhost:${port}`;
    const folder = temporaryFolder('configuration');
    writeConfiguration(folder, { origin, port, adminPort, server: '  caFile: /etc/sallyport/ca.pem\n',
      authentication: confidentialClient({ authority, tenant: TENANT, clientId: WEB.clientId, secret: WEB.secret }) });
    const file = join(folder, 'sallyport.yaml');
    write(file, readFileSync(file, 'utf8').replace(/^ {2}dataDir: .*\n/m, ''), 0o644);
    write(join(folder, 'ca.pem'), readFileSync(caFile, 'utf8'), 0o644);
    chmodSync(file, 0o644);
    chmodSync(folder, 0o755);
    const data = dataFolder();
    const process = image.start({ mounts: { '/etc/sallyport': [folder, 'ro'], '/var/lib/sallyport': [data, 'rw'] } });
    await until('the gateway in the image', () => {
      if (process.child.exitCode !== null) throw new Error(process.output);
      return isReady(adminPort);
    });
    return { image, origin, adminPort, data, folder, process };
  })();
  return container;
}

test('image: it holds the program, its libraries, certificates and time zones, and no shell', () => {
  const files = listing();
  const programs = files.filter(({ mode, path }) => mode.startsWith('-') && mode.includes('x') && !/\.so(\.|$)/.test(path)).map(({ path }) => path);
  assert.deepEqual(programs, ['/usr/bin/sallyport']);
  const libraries = execFileSync('ldd', [BINARY], { encoding: 'utf8' }).match(/\S+\.so\S*/g).map((path) => path.split('/').at(-1));
  const inside = new Set(files.map(({ path }) => path.split('/').at(-1)));
  for (const library of libraries.filter((name) => !name.startsWith('linux-vdso'))) assert.ok(inside.has(library), library);
  for (const path of ['/etc/ssl/certs/ca-certificates.crt', '/usr/share/zoneinfo/Europe/Berlin', '/usr/share/doc/sallyport/sallyport.cdx.json'])
    assert.ok(files.some((file) => file.path === path && file.size > 0), path);
});

test('image: it is smaller than 80 MB', () => {
  assert.ok(statSync(archive()).size < 80_000_000, `${statSync(archive()).size}`);
});

test('image: no file may be changed by the user that it runs as, and none changes the user', () => {
  const { config } = unpack(archive());
  assert.equal(config.User, '2000:2000');
  for (const { mode, uid, path } of listing()) {
    assert.ok(!/[sS]/.test(mode), `${path} ${mode}`);
    if (path === '/var/lib/sallyport/') assert.deepEqual([mode, uid], ['drwx------', 2000]);
    else if (path === '/tmp/') assert.equal(mode, 'drwxrwxrwt');
    else if (!mode.startsWith('l')) assert.deepEqual([uid, mode[8]], [0, '-'], path);
  }
});

test('image: its description has version and commit, and its health check needs no other program', () => {
  const { config } = unpack(archive());
  const version = execFileSync('tools/version.sh', { cwd: ROOT, encoding: 'utf8' }).trim();
  assert.equal(config.Labels['org.opencontainers.image.version'], version);
  assert.match(config.Labels['org.opencontainers.image.revision'], /^([0-9a-f]{40}|unknown)$/);
  assert.deepEqual(config.Healthcheck.Test, ['CMD', '/usr/bin/sallyport', 'health', '--config', '/etc/sallyport/sallyport.yaml']);
  assert.deepEqual(Object.keys(config.Volumes), ['/var/lib/sallyport']);
  assert.equal(config.StopSignal, 'SIGTERM');
});

test('image: the same program gives the same layer', () => {
  const again = build();
  assert.deepEqual(unpack(again).layers.map(({ digest }) => digest), unpack(archive()).layers.map(({ digest }) => digest));
  unlinkSync(again);
});

test('image: somebody signs in through it, and it writes only to its volume', async () => {
  const { origin, data, process } = await running();
  const { ca } = await directory();
  const agent = new Agent({ ca });
  await signInAtDirectory(agent, `${origin}/api/v1/auth/login?redirectUri=/signed-out`, ADA.name, () => false);
  const seen = await agent.send(`${origin}/check`);
  assert.deepEqual([seen.status, seen.headers['x-auth-request-email']], [204, ADA.name], process.output);
  assert.ok(readdirSync(data).includes('sallyport.db'));
  assert.equal(statSync(join(data, 'sallyport.db')).uid, 2000);
});

test('image: its process has no capability, is not root, and can gain nothing', async () => {
  const { adminPort } = await running();
  const socket = execFileSync('ss', ['-ltnpH', `sport = :${adminPort}`], { encoding: 'utf8' });
  const [, pid] = socket.match(/pid=(\d+)/);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name) => status.match(new RegExp(`^${name}:\\s*(.*)$`, 'm'))[1];
  assert.deepEqual(field('Uid').split('\t'), ['2000', '2000', '2000', '2000']);
  assert.equal(BigInt(`0x${field('CapEff')}`), 0n);
  const root = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n').find((line) => line.split(' ')[4] === '/');
  assert.match(root.split(' ')[5], /^ro/);
  assert.equal(existsSync(`/proc/${pid}/root/bin/sh`), false);
});

test('image: the health check says healthy while the gateway serves, and unhealthy when it is gone', async () => {
  const { image, process, adminPort } = await running();
  const healthy = image.health();
  assert.equal(healthy.status, 0, healthy.stderr);
  await process.stop();
  await until('the end of the gateway', () => fetch(`http://127.0.0.1:${adminPort}/healthz`).then(() => false, () => true));
  assert.notEqual(image.health().status, 0);
});

test('image: a configuration with a mistake ends it with the reason', async () => {
  const image = runner(archive());
  const folder = temporaryFolder('mistake');
  chmodSync(folder, 0o755);
  write(join(folder, 'sallyport.yaml'), 'server:\n  prot: 1\n', 0o644);
  const { status, stdout, stderr } = image.run({ mounts: { '/etc/sallyport': [folder, 'ro'] } }, 'config', 'check', '/etc/sallyport/sallyport.yaml');
  assert.equal(status, 1, stderr);
  assert.match(stdout, /did you mean `port`\?/);
});
