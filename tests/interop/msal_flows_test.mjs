// Flows of @azure/msal-node at the directory that need more than a sign-in: certificates, on-behalf-of, device codes.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { selfSigned } from '../certificates.mjs';
import { test } from '../support.mjs';
import { ADA, CERTIFIED, DEVICE, TENANT, WEB, directory } from './directory.mjs';

const BINARY = process.argv[2];

test('msal-node: a certificate, used twice, on-behalf-of, and a device code', async () => {
  const { authority, https, caFile, folder } = await directory();
  const { certFile, keyFile, pem } = selfSigned('certified');
  const run = (...words) => execFileSync(BINARY, ['directory', 'app', ...words, '--data-dir', folder]);
  run('certificate', 'add', CERTIFIED.clientId, certFile);
  run('set', DEVICE.clientId, '--public-client-flows', 'yes');
  const thumbprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '');
  const told = JSON.stringify({ authority, knownAuthority: new URL(https).host, caFile, person: ADA.name, web: WEB,
    certified: { ...CERTIFIED, thumbprint, key: readFileSync(keyFile, 'utf8') }, device: DEVICE });
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('msal_flows_client.mjs', import.meta.url)), told],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile }, timeout: 60_000 });
  const out = JSON.parse(stdout);
  const clientOf = (claims) => claims.azp ?? claims.appid;
  assert.equal(clientOf(out.first), CERTIFIED.clientId);
  assert.equal(out.first.azpacr ?? out.first.appidacr, '2');
  assert.equal(clientOf(out.second), CERTIFIED.clientId);
  assert.equal(out.called.oid, ADA.id);
  assert.equal(out.called.scp, 'access_as_user');
  assert.equal(clientOf(out.onBehalf), WEB.clientId);
  assert.equal(out.onBehalf.oid, ADA.id);
  assert.equal(out.onBehalf.tid, TENANT);
  assert.match(out.refusal.message, /500131/);
  assert.equal(out.device.oid, ADA.id);
});
