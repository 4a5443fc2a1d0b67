// The directory under the names of Entra ID and of External ID: @azure/msal-node needs no switch. The tests have a network
// and a hosts file of their own, which need root.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Process, Skip, temporaryFolder, test, write } from '../support.mjs';

const BINARY = process.argv[2];
const TENANT = '5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
const WEB = { clientId: '0a1b2c3d-0003-4000-8000-0000000000eb', secret: 'the-secret-of-the-web-application' };
const SEED = `
tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example, contoso.onmicrosoft.com]
    apps:
      - {name: Web, clientId: ${WEB.clientId}, secret: ${WEB.secret}, web: ["http://localhost/callback"]}
`;

// Gets a token and an authorize URL from a directory that is the host, by its authority.
async function asHost(host, authority) {
  const own = ['--net', '--mount'];
  if (spawnSync('unshare', [...own, 'ip', 'link', 'set', 'lo', 'up']).status !== 0) throw new Skip('no network namespaces here (unshare, ip)');
  const folder = temporaryFolder('named');
  const seed = write(join(folder, 'seed.yaml'), SEED);
  const data = join(folder, 'data');
  const first = new Process(BINARY, ['directory', '--data-dir', data, '--http-port', '-1', '--https-port', '0', '--host-name', host, '--seed', seed]);
  await first.saying(/Ready/);
  await first.stop();
  const { stdout: path } = await promisify(execFile)(BINARY, ['ca', 'show', '--data-dir', data, '--host-name', host, '--path']);
  const hosts = write(join(folder, 'hosts'), `127.0.0.1 localhost ${host}\n`);
  const told = JSON.stringify({ binary: BINARY, folder: data, host, authority, ...WEB });
  const client = fileURLToPath(new URL('msal_host_client.mjs', import.meta.url));
  const script = `ip link set lo up && mount --bind '${hosts}' /etc/hosts && exec '${process.execPath}' '${client}' "$1"`;
  const { stdout } = await promisify(execFile)('unshare', [...own, 'sh', '-c', script, 'sh', told],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: path.trim() }, timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

for (const [name, host, authority, tenant] of [
  ['P18: msal-node: the directory as login.microsoftonline.com, without any switch', 'login.microsoftonline.com', `https://login.microsoftonline.com/${TENANT}`, TENANT],
  ['D11: msal-node: the directory as a tenant of External ID, without any switch', 'contoso.ciamlogin.com', 'https://contoso.ciamlogin.com/', 'contoso.onmicrosoft.com'],
]) test(name, async () => {
  const { claims, url } = await asHost(host, authority);
  assert.ok([`https://${host}/${TENANT}/v2.0`, `https://${host}/${TENANT}/`].includes(claims.iss), claims.iss);
  assert.equal(claims.tid, TENANT);
  assert.match(url, new RegExp(`^https://${host}/(${TENANT}|${tenant})/oauth2/v2\\.0/authorize\\?`), url);
});
