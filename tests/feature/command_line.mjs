// The commands as a shell sees them: exit codes and what they print.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { chmodSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, test, write } from '../support.mjs';
import { run } from './world.mjs';

const TENANT = '00000000-0000-4000-8000-000000007e4a';
const CLIENT = '00000000-0000-4000-8000-00000000c11e';
const fine = `server:
  publicUrl: https://data.example.com
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

test('config check: an unknown key is refused with its line and the key that was meant', () => {
  const { code, out } = run(['config', 'check', file(fine.replace('clientId:', 'clientld:'))]);
  assert.equal(code, 1);
  assert.match(out, /sallyport\.yaml:7: .*clientld/);
  assert.match(out, /clientId/);
});

test('config check: what has one certain meaning is put right, and refused by --strict', () => {
  const path = file(fine.replace(`/${TENANT}\n`, `/${TENANT}/oauth2/v2.0/authorize\n`));
  const lax = run(['config', 'check', path]);
  assert.equal(lax.code, 0, lax.out);
  assert.match(lax.out, new RegExp(`:6: corrected: .*\n +write: authority: https://login.microsoftonline.com/${TENANT}\n`));
  assert.equal(run(['config', 'check', '--strict', path]).code, 1);
});

test('config check --json: every finding with file, line, key, what is wrong and what to write', () => {
  const { code, out } = run(['config', 'check', '--json', file(fine.replace('clientId:', 'clientld:'))]);
  assert.equal(code, 1);
  const said = JSON.parse(out);
  const list = Array.isArray(said) ? said : said.findings;
  const found = list.find((finding) => finding.rule === 'unknown_key');
  assert.equal(found.line, 7);
  assert.match(found.key, /clientld/);
  assert.ok(Object.values(found).some((value) => /clientId/.test(value)), out);
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
    const text = readFileSync(join(examples, name), 'utf8').replaceAll('/etc/sallyport', certificates);
    const named = Object.fromEntries(Object.entries(env).filter(([variable]) => text.includes(`\${${variable}`)));
    const { code, out } = run(['config', 'check', '--strict', file(text)], { env: named });
    assert.equal(code, 0, `${name}: ${out}`);
  }
});

// Tokens and keys of our own making, by another library than the one under test.
const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
};
const jwkOf = (alg) => ({ ...pairs[alg].publicKey.export({ format: 'jwk' }), alg, use: 'sig', kid: alg });
const signature = (alg, bytes) => sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(bytes), { key: pairs[alg].privateKey, dsaEncoding: 'ieee-p1363' });
function token(alg, claims = { sub: 'a' }) {
  const input = `${part({ alg, kid: alg })}.${part(claims)}`;
  return `${input}.${signature(alg, input).toString('base64url')}`;
}
const jwks = { keys: Object.keys(pairs).map(jwkOf) };
const keyFile = write(join(temporaryFolder('keys'), 'keys.json'), JSON.stringify(jwks));

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
