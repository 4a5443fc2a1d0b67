// The commands as a shell sees them: exit codes and output.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate, sign } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeKeyPair } from '../keys.mjs';
import { Process, Skip, temporaryFolder, test, write } from '../support.mjs';
import { binary, run } from './world.mjs';

const TENANT = '00000000-0000-4000-8000-000000007e4a';
const CLIENT = '00000000-0000-4000-8000-00000000c11e';
const fine = `server:
  publicUrl: https://data.example.com
  trustedProxies: [127.0.0.1]
authenticationConfiguration:
  provider: azure
  clientType: public
  authority: https://login.microsoftonline.com/${TENANT}
  clientId: ${CLIENT}
authorizerConfiguration:
  adminPrincipals: ["oid:00000000-0000-4000-8000-0000000ad314"]
`;
const file = (text) => write(join(temporaryFolder('command'), 'sallyport.yaml'), text);

test('config check: 0 for a fine file, 1 for a refused one, 2 for wrong usage', () => {
  const good = run(['config', 'check', file(fine)]);
  assert.deepEqual([good.code, good.out.trim().split('\n').at(-1).endsWith(': fine')], [0, true], good.out);
  assert.equal(run(['config', 'check', file(fine.replace('public\n', 'pubic\n'))]).code, 1);
  assert.equal(run(['config', 'check', '/nowhere/sallyport.yaml']).code, 1);
  assert.equal(run(['config', 'check']).code, 2);
  assert.equal(run(['config', 'check', '--no-such-flag', file(fine)]).code, 2);
  assert.equal(run([]).code, 2);
  assert.equal(run(['no-such-command']).code, 2);
});

test('B19: config check finds the key file whose folder a start would not find', () => {
  const text = `${fine}jwtTokenConfiguration:\n  rsaprivateKeyFilePath: ${join(temporaryFolder('b19'), 'conf/private_key.der')}\n`;
  const { code, out } = run(['config', 'check', file(text)]);
  assert.equal(code, 1, out);
  assert.match(out, /jwtTokenConfiguration\.rsaprivateKeyFilePath: .*its folder is not there.* \[start_would_fail\]/);
});

test('B8: config check names the variable that set a wrong value', () => {
  const { code, out } = run(['config', 'check', file(fine)], { env: { SALLYPORT_PORT: 'eighty' } });
  assert.equal(code, 1, out);
  assert.match(out, /server\.port \(the variable SALLYPORT_PORT\): .*\n +write: SALLYPORT_PORT=8585/);
  assert.equal(run(['config', 'check', file(fine)], { env: { SALLYPORT_PORT: '"8443"' } }).code, 0, 'quotation marks are no part of it');
});

test('config check: an unknown key is refused with its line and the key that was meant', () => {
  const { code, out } = run(['config', 'check', file(fine.replace('clientId:', 'clientld:'))]);
  assert.equal(code, 1);
  assert.match(out, /sallyport\.yaml:8: .*clientld/);
  assert.match(out, /clientId/);
});

test('config check --json: every finding with file, line, key, what is wrong and what to write', () => {
  const { code, out } = run(['config', 'check', '--json', file(fine.replace('clientId:', 'clientld:'))]);
  assert.equal(code, 1);
  const said = JSON.parse(out);
  const list = Array.isArray(said) ? said : said.findings;
  const found = list.find((finding) => finding.rule === 'unknown_key');
  assert.equal(found.line, 8);
  assert.match(found.key, /clientld/);
  assert.ok(Object.values(found).some((value) => /clientId/.test(value)), out);
});

const confidential = `server:
  publicUrl: https://data.example.com
  trustedProxies: [127.0.0.1]
authenticationConfiguration:
  provider: azure
  clientType: confidential
  authority: https://login.microsoftonline.com/${TENANT}
  clientId: ${CLIENT}
  callbackUrl: https://data.example.com/callback
  publicKeyUrls: [https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys]
  oidcConfiguration:
    secret: a-secret
    tenant: ${TENANT}
    scope: openid profile email offline_access
    discoveryUri: https://login.microsoftonline.com/${TENANT}/v2.0/.well-known/openid-configuration
authorizerConfiguration:
  adminPrincipals: ["oid:00000000-0000-4000-8000-0000000ad314"]
`;

// A name, a correct text, what replaces it, the rule that names the mistake, and what the check says to write.
const refused = [
  ['a discovery URI without the tenant', `com/${TENANT}/v2.0/.well`, 'com/v2.0/.well', 'discovery_without_tenant', TENANT],
  ["a guide's placeholder left in", `tenant: ${TENANT}`, 'tenant: "{Tenant ID}"', 'placeholder', 'tenant'],
  ['a callback that is not ours', 'callbackUrl: https://data.example.com/callback', 'callbackUrl: https://other.example.com/callback', 'callback_not_ours',
    'callbackUrl: https://data.example.com/callback'],
  ['two tenants', `tenant: ${TENANT}`, 'tenant: 00000000-0000-4000-8000-000000007e4b', 'tenant_conflict', TENANT],
  ['http for a public address', 'publicUrl: https://data', 'publicUrl: http://data', 'public_url_insecure', 'https://data.example.com'],
];
const putRight = [
  ['an authority that ends in an endpoint', `authority: https://login.microsoftonline.com/${TENANT}\n`, `authority: https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/authorize\n`,
    'authority_put_right', `authority: https://login.microsoftonline.com/${TENANT}\n`],
  ['a tenant given as a URL', `tenant: ${TENANT}`, `tenant: https://login.microsoftonline.com/${TENANT}`, 'authority_put_right', `tenant: ${TENANT}\n`],
  ['offline_access left out', ' offline_access', '', 'offline_access_missing', 'scope: openid profile email offline_access\n'],
  ['key URLs of common', `com/${TENANT}/discovery/v2.0`, 'com/common/discovery/v2.0', 'keys_of_common', TENANT],
];

test('config check: the mistakes of the guide are refused, each with the right value', () => {
  assert.equal(run(['config', 'check', '--strict', file(confidential)]).code, 0);
  for (const [what, right, wrong, rule, write] of refused) {
    assert.ok(confidential.includes(right), what);
    const { code, out } = run(['config', 'check', file(confidential.replace(right, wrong))]);
    assert.equal(code, 1, what);
    assert.match(out, new RegExp(`:\\d+: refused: .*\\[${rule}\\]\n +write: .*`), what);
    assert.ok(out.includes(write), `${what}: ${out}`);
  }
});

test('config check: what has one certain meaning is put right with a warning; --strict refuses it', () => {
  for (const [what, right, wrong, rule, write] of putRight) {
    assert.ok(confidential.includes(right), what);
    const path = file(confidential.replace(right, wrong));
    const lax = run(['config', 'check', path]);
    assert.equal(lax.code, 0, `${what}: ${lax.out}`);
    assert.match(lax.out, new RegExp(`:\\d+: corrected: .*\\[${rule}\\]\n +write: .*`), what);
    assert.ok(lax.out.includes(write), `${what}: ${lax.out}`);
    assert.equal(run(['config', 'check', '--strict', path]).code, 1, what);
  }
});

test("config check: OpenMetadata's own file with the guide's variables, as it is", () => {
  const path = file(readFileSync(join(import.meta.dirname, '../../src/app/config/build/testdata/openmetadata.yaml'), 'utf8'));
  const keys = temporaryFolder('openmetadata');
  const env = { AUTHENTICATION_PROVIDER: 'azure', AUTHENTICATION_CLIENT_TYPE: 'confidential', AUTHENTICATION_AUTHORITY: `https://login.microsoftonline.com/${TENANT}`,
    AUTHENTICATION_CLIENT_ID: CLIENT, AUTHENTICATION_CALLBACK_URL: 'https://om.example.com/callback', AUTHENTICATION_PUBLIC_KEYS: `[https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys]`,
    AUTHORIZER_ADMIN_PRINCIPALS: '[ann]', OIDC_CLIENT_ID: CLIENT, OIDC_TYPE: 'azure', OIDC_CLIENT_SECRET: 'a-secret', OIDC_TENANT: TENANT, OIDC_CALLBACK: 'https://om.example.com/callback',
    OIDC_SCOPE: 'openid email profile offline_access', OIDC_SERVER_URL: 'https://om.example.com', OIDC_PROMPT_TYPE: '', JWT_KEY_ID: 'a-key-of-our-own',
    OIDC_DISCOVERY_URI: `https://login.microsoftonline.com/${TENANT}/v2.0/.well-known/openid-configuration`,
    RSA_PRIVATE_KEY_FILE_PATH: join(keys, 'private.der'), RSA_PUBLIC_KEY_FILE_PATH: join(keys, 'public.der') };
  const { code, out } = run(['config', 'check', path], { env });
  assert.equal(code, 0, out);
  assert.equal(out.split('\n').filter((line) => line.includes('[section_skipped]')).length, 1, 'the other sections are named in one line');
  for (const section of ['database', 'elasticsearch', 'pipelineServiceClientConfiguration']) assert.ok(out.includes(section), section);
  assert.equal(run(['config', 'check', path], { env: { ...env, JWT_KEY_ID: 'Gb389a-9f76-gdjs-a92j-0242bk94356' } }).code, 1, 'but not with the published key');
});

const certificates = temporaryFolder('certificate');
const examples = join(import.meta.dirname, '../../deploy/examples');

test('config check: every example of deploy/examples is fine, strictly', () => {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=client', '-keyout', join(certificates, 'client.key'),
    '-out', join(certificates, 'client.crt')], { stdio: 'ignore' });
  chmodSync(join(certificates, 'client.key'), 0o600);
  write(join(certificates, 'client_secret'), 'a-secret-from-systemd');
  write(join(certificates, 'token'), 'a.federated.token');
  const env = { OIDC_CLIENT_SECRET: 'a-secret-from-outside', AZURE_CLIENT_ID: CLIENT, AZURE_TENANT_ID: TENANT, CREDENTIALS_DIRECTORY: certificates,
    AZURE_FEDERATED_TOKEN_FILE: join(certificates, 'token') };
  const names = readdirSync(examples).filter((name) => name.endsWith('.yaml'));
  assert.ok(names.length >= 6);
  for (const name of names) {
    const text = readFileSync(join(examples, name), 'utf8').replaceAll('/etc/sallyport', certificates).replaceAll('/var/lib/sallyport', join(certificates, 'data'));
    const named = Object.fromEntries(Object.entries(env).filter(([variable]) => text.includes(`\${${variable}`)));
    const { code, out } = run(['config', 'check', '--strict', file(text)], { env: named });
    assert.equal(code, 0, `${name}: ${out}`);
  }
});

// Tokens and keys that another library than the one under test has made.
const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const pairs = {
  RS256: makeKeyPair('rsa', { modulusLength: 2048 }),
  ES256: makeKeyPair('ec', { namedCurve: 'P-256' }),
  EdDSA: makeKeyPair('ed25519'),
};
const jwkOf = (alg) => ({ ...pairs[alg].publicKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg });
const signature = (alg, bytes) => sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(bytes), { key: pairs[alg].privateKey, dsaEncoding: 'ieee-p1363' });
function token(alg, claims = { sub: 'a' }) {
  const input = `${part({ alg, kid: alg })}.${part(claims)}`;
  return `${input}.${signature(alg, input).toString('base64url')}`;
}
const jwks = { keys: Object.keys(pairs).map(jwkOf) };
const keyFile = write(join(temporaryFolder('keys'), 'keys.json'), JSON.stringify(jwks));

// The data folder of a directory that was started once.
async function usedFolder() {
  const folder = join(temporaryFolder('ca'), 'data');
  const started = new Process(binary, ['directory', '--data-dir', folder, '--http-port', '0', '--https-port', '0']);
  await started.saying(/Ready/);
  await started.stop();
  return folder;
}

test('B2: ca show: the file and its thumbprint; a folder without a directory is refused, and stays as it was', async () => {
  const none = join(temporaryFolder('ca'), 'new');
  const refused = run(['ca', 'show', '--data-dir', none]);
  assert.equal(refused.code, 3);
  assert.match(refused.err, /store_missing: .*\/new\/directory\.db/);
  assert.ok(!existsSync(none), 'nothing was made');
  const folder = await usedFolder();
  const [first, again] = [1, 2].map(() => run(['ca', 'show', '--data-dir', folder]));
  assert.deepEqual([again.code, again.out, again.err], [0, first.out, ''], 'it is kept');
  const [file, thumbprint] = again.out.split('\n');
  const certificate = new X509Certificate(readFileSync(file));
  assert.equal(thumbprint, `SHA-256 ${certificate.fingerprint256}`);
  assert.ok(certificate.ca);
});

// Runs in its own mount namespace, so that the machine's trust stores stay unchanged.
test('ca install: the machine trusts the directory, and ca uninstall ends that', async () => {
  const folder = temporaryFolder('ca');
  const data = await usedFolder();
  const script = join(folder, 'install.sh');
  write(script, `set -e
mount -t tmpfs tmpfs /usr/local/share/ca-certificates
for store in /etc/ssl/certs /etc/profile.d; do
  cp -a $store ${folder}/$(basename $store)
  mount --bind ${folder}/$(basename $store) $store
done
export HOME=${folder}/home JAVA_HOME=
unset NODE_EXTRA_CA_CERTS
mkdir $HOME
${resolve(binary)} ca install --data-dir ${data}
openssl verify -CApath /etc/ssl/certs ${data}/ca.pem
sh -c '. /etc/profile.d/sallyport-local-directory.sh; echo node: $NODE_EXTRA_CA_CERTS'
certutil -L -d sql:$HOME/.pki/nssdb
echo then
${resolve(binary)} ca uninstall
openssl verify -CApath /etc/ssl/certs ${data}/ca.pem || echo no longer trusted
certutil -L -d sql:$HOME/.pki/nssdb
ls /etc/profile.d /usr/local/share/ca-certificates
`);
  const isolated = spawnSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
  if (isolated.status !== 0) throw new Skip('no right to a mount namespace of its own');
  const done = spawnSync('unshare', ['-m', 'bash', script], { encoding: 'utf8' });
  assert.equal(done.status, 0, `${done.stdout}${done.stderr}`);
  const [installed, removed] = done.stdout.split('then\n');
  assert.match(installed, /^the system: done$/m);
  assert.match(installed, /ca\.pem: OK/);
  assert.match(installed, /node: \/usr\/local\/share\/ca-certificates\/sallyport-local-directory\.crt/);
  assert.match(installed, /Sallyport local directory +C,,/);
  assert.match(removed, /no longer trusted/);
  assert.doesNotMatch(removed, /Sallyport local directory +C,,|^sallyport-local-directory/m);
});

test('jwt verify: 0 valid, 1 invalid with the reason, 2 usage', () => {
  for (const alg of Object.keys(pairs)) {
    const good = run(['jwt', 'verify', '--jwks', keyFile, '--alg', alg], { input: `${token(alg)}\n` });
    assert.deepEqual([good.code, JSON.parse(good.out)], [0, { valid: true }]);
  }
  const [head, , tail] = token('RS256').split('.');
  const bad = run(['jwt', 'verify', '--jwks', keyFile, '--alg', 'RS256'], { input: `${head}.${part({ sub: 'b' })}.${tail}` });
  assert.equal(bad.code, 1);
  assert.equal(JSON.parse(bad.out).valid, false);
  assert.ok(JSON.parse(bad.out).reason);
  assert.equal(run(['jwt', 'verify', '--jwks', keyFile, '--alg', 'ES256'], { input: token('RS256') }).code, 1, 'an algorithm that was not asked for');
  assert.equal(run(['jwt', 'verify', '--jwks', keyFile, '--alg', 'none'], { input: token('RS256') }).code, 1, 'nothing is valid under none');
  assert.equal(run(['jwt', 'verify', '--jwks', keyFile, '--alg', 'RS999'], { input: token('RS256') }).code, 2);
  assert.equal(run(['jwt', 'verify'], { input: token('RS256') }).code, 2);
  assert.equal(run(['jwt', 'verify', '--jwks', '/nowhere', '--alg', 'RS256'], { input: token('RS256') }).code, 2);
});

test('jwt verify: no clock is read unless asked for', () => {
  const old = token('ES256', { sub: 'a', exp: 1_000_000_000 });
  const args = ['jwt', 'verify', '--jwks', keyFile, '--alg', 'ES256'];
  assert.equal(run(args, { input: old }).code, 0);
  assert.equal(run([...args, '--at', '999999999'], { input: old }).code, 0);
  assert.equal(run([...args, '--at', 'now'], { input: old }).code, 1);
});

test('jwt verify-raw: 0 valid, 1 invalid, 2 usage', () => {
  const key = write(join(temporaryFolder('keys'), 'key.json'), JSON.stringify(jwkOf('ES256')));
  const hex = (text) => Buffer.from(text).toString('hex');
  const ask = (message, bytes, more = []) => run(['jwt', 'verify-raw', '--alg', 'ES256', '--jwk', key, '--msg-hex', message, '--sig-hex', bytes, ...more]);
  const made = signature('ES256', 'hello').toString('hex');
  assert.deepEqual([ask(hex('hello'), made).code, JSON.parse(ask(hex('hello'), made).out).valid], [0, true]);
  assert.equal(ask(hex('hellp'), made).code, 1);
  assert.equal(ask('xyz', made).code, 2);
  assert.equal(run(['jwt', 'verify-raw', '--alg', 'ES256']).code, 2);
});

test('jwt inspect: shows a token without vouching for it; 1 for what is none', () => {
  const shown = run(['jwt', 'inspect'], { input: token('RS256', { sub: 'somebody', exp: 1 }) });
  assert.equal(shown.code, 0);
  assert.match(shown.out, /somebody/);
  assert.ok(!/"valid":\s*true/.test(shown.out));
  assert.equal(run(['jwt', 'inspect'], { input: 'not a token' }).code, 1);
});

test('jwt verify --batch: 5,000 lines, answered in their order', () => {
  const algs = Object.keys(pairs);
  const tokens = Object.fromEntries(algs.map((alg) => [alg, token(alg)]));
  const keys = Object.fromEntries(algs.map((alg) => [alg, { keys: [jwkOf(alg)] }]));
  const valid = (i) => i % 7 !== 3;
  const lines = Array.from({ length: 5000 }, (_, i) => {
    const alg = algs[i % algs.length];
    const broken = i % 2 ? `${tokens[alg].slice(0, -8)}AAAAAAAA` : tokens[algs[(i + 1) % algs.length]];
    return JSON.stringify({ id: i, jwks: keys[alg], alg: [alg], token: valid(i) ? tokens[alg] : broken });
  });
  const { code, out } = run(['jwt', 'verify', '--batch'], { input: `${lines.join('\n')}\n` });
  assert.equal(code, 0);
  const answers = out.trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(answers.length, 5000);
  answers.forEach((answer, i) => {
    assert.equal(answer.id, i);
    assert.equal(answer.valid, valid(i), JSON.stringify(answer));
    assert.equal('reason' in answer, !valid(i));
  });
});

test('jwt verify-raw --batch: a line that cannot be read is answered where it stands', () => {
  const raw = (id, message) => JSON.stringify({ id, jwk: jwkOf('EdDSA'), alg: 'EdDSA', msg: Buffer.from(message).toString('hex'), sig: signature('EdDSA', 'm').toString('hex') });
  const { code, out } = run(['jwt', 'verify-raw', '--batch'], { input: [raw('a', 'm'), 'no JSON', raw('b', 'n'), ''].join('\n') });
  assert.equal(code, 0);
  const answers = out.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(answers.map((answer) => answer.valid), [true, false, false]);
  assert.deepEqual([answers[0].id, answers[2].id], ['a', 'b']);
});

test('an answer that standard output does not take is no success', () => {
  for (const words of ['--version', '--help', 'config reference', 'directory --print-seed']) {
    const done = spawnSync('sh', ['-c', `exec "$0" ${words} >/dev/full`, resolve(binary)], { encoding: 'utf8' });
    assert.equal(done.status, 3, words);
    assert.match(done.stderr, /standard output did not take the whole answer/);
  }
});
