// A network of a test's own, with a hosts file that leads names of Microsoft's to this machine. Needs root.
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Process, Skip, temporaryFolder, write } from '../support.mjs';

const BINARY = process.argv[2];
const OWN = ['--net', '--mount'];
// Where the names lead: 10/8, because no gateway asks a cloud's host at a loopback address.
const ADDRESS = '10.77.0.1';

// Makes a directory's folder from the seed, then runs a script of this folder in the network, as `node SCRIPT BINARY
// JSON`. The script gets {binary, folder, caFile, flags} and what `told` adds; `flags` start the directory under the
// names. Resolves with the JSON object that the script prints last.
export async function inNamedNetwork(script, { names, seed, told }) {
  if (spawnSync('unshare', [...OWN, 'ip', 'link', 'set', 'lo', 'up']).status !== 0) throw new Skip('no network namespaces here (unshare, ip)');
  const folder = temporaryFolder('named');
  const data = join(folder, 'data');
  const named = names.flatMap((name) => ['--host-name', name]);
  const first = new Process(BINARY, ['directory', '--data-dir', data, '--http-port', '-1', '--https-port', '0', ...named,
    '--seed', write(join(folder, 'seed.yaml'), seed)]);
  await first.saying(/Ready/);
  await first.stop();
  const { stdout: path } = await promisify(execFile)(BINARY, ['ca', 'show', '--data-dir', data, ...named, '--path']);
  const hosts = write(join(folder, 'hosts'), `127.0.0.1 localhost\n${ADDRESS} ${names.join(' ')}\n`);
  const flags = ['directory', '--data-dir', data, '--http-port', '-1', '--https-port', '443', '--listen-on-every-address', ...named];
  const all = JSON.stringify({ binary: BINARY, folder, caFile: path.trim(), flags, ...told });
  const inside = `ip link set lo up && ip address add ${ADDRESS}/32 dev lo && mount --bind '${hosts}' /etc/hosts &&
    exec '${process.execPath}' '${fileURLToPath(new URL(script, import.meta.url))}' '${BINARY}' "$1"`;
  const { stdout } = await promisify(execFile)('unshare', [...OWN, 'sh', '-c', inside, 'sh', all],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: path.trim() }, timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}
