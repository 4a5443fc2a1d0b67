// Flows of @azure/msal-node at the directory that need more than a sign-in: certificates and on-behalf-of.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { selfSigned } from '../certificates.mjs';
import { test } from '../support.mjs';
import { ADA, TENANT, WEB, directory } from './directory.mjs';

const BINARY = process.argv[2];
const CERTIFIED = '0a1b2c3d-0005-4000-8000-0000000ce47f';

test('msal-node: a certificate, used twice, and on-behalf-of', async () => {
  const { authority, https, caFile, folder } = await directory();
  const { certFile, keyFile, pem } = selfSigned('certified');
  const run = (...words) => execFileSync(BINARY, ['directory', 'app', ...words, '--data-dir', folder]);
  run('create', '--name', 'Certified', '--client-id', CERTIFIED, '--redirect-uri', 'web:http://localhost/callback');
  run('certificate', 'add', CERTIFIED, certFile);
  const thumbprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '');
  const told = JSON.stringify({ authority, knownAuthority: new URL(https).host, caFile, person: ADA.name, web: WEB,
    certified: { clientId: CERTIFIED, thumbprint, key: readFileSync(keyFile, 'utf8') } });
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(new URL('msal_flows_client.mjs', import.meta.url)), told],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile }, timeout: 60_000 });
  const out = JSON.parse(stdout);
  const clientOf = (claims) => claims.azp ?? claims.appid;
  assert.equal(clientOf(out.first), CERTIFIED);
  assert.equal(out.first.azpacr ?? out.first.appidacr, '2');
  assert.equal(clientOf(out.second), CERTIFIED);
  assert.equal(out.called.oid, ADA.id);
  assert.equal(clientOf(out.onBehalf), WEB.clientId);
  assert.equal(out.onBehalf.oid, ADA.id);
  assert.equal(out.onBehalf.tid, TENANT);
  assert.match(out.refusal.message, /AADSTS500131|500131/);
});
