// The requests that OpenMetadata's page and SDKs send, in OpenMetadata's formats. Also the second listener.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { Skip, cleanup, test } from '../support.mjs';
import { SPA, TENANT, WEB, confidentialAt, directory, publicAt } from './entra.mjs';
import { signedIn } from './signed_in.mjs';
import { Browser, atIdp, check, keepSecret, makeGateway, run, signIn, startGateway } from './world.mjs';

async function world() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ authentication: atIdp(idp) });
  const browser = new Browser();
  await signIn(browser, gateway);
  return { idp, gateway, browser };
}

const json = async (browser, url, options) => {
  const answer = await browser.send(url, { ...options, headers: { accept: 'application/json', ...options?.headers } });
  return { ...answer, body: answer.text ? JSON.parse(answer.text) : undefined };
};

test('system/version is the version of the program', async () => {
  const { gateway } = await world();
  const { status, body } = await json(new Browser(), `${gateway.origin}/api/v1/system/version`);
  assert.equal(status, 200);
  assert.equal(body.version, run(['--version']).out.trim());
  assert.deepEqual(Object.keys(body).sort(), ['revision', 'timestamp', 'version']);
});

test('system/version names the commit that the program was built from, and its time in milliseconds', async () => {
  const git = (...words) => execFileSync('git', words, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const { gateway } = await world();
  const { body } = await json(new Browser(), `${gateway.origin}/api/v1/system/version`);
  try {
    git('rev-parse', 'HEAD');
  } catch {
    assert.deepEqual([body.revision, body.timestamp], ['unknown', 0], 'built outside a git tree');
    throw new Skip('this is no git tree');
  }
  const [, commit] = body.revision.match(/^([0-9a-f]{40})(-dirty)?$/);
  assert.equal(body.timestamp, 1000 * Number(git('show', '--no-patch', '--format=%ct', commit)));
});

test('system/config/auth says what a browser may know, and no secret', async () => {
  const there = await directory();
  const one = await startGateway({ authentication: confidentialAt(there) });
  const confidential = await json(new Browser(), `${one.origin}/api/v1/system/config/auth`);
  assert.deepEqual({ provider: 'azure', clientType: 'confidential', clientId: WEB, callbackUrl: `${one.origin}/callback`, authority: there.httpAuthority, responseType: 'code' },
    Object.fromEntries(['provider', 'clientType', 'clientId', 'callbackUrl', 'authority', 'responseType'].map((name) => [name, confidential.body[name]])));
  assert.ok(Array.isArray(confidential.body.jwtPrincipalClaims));
  assert.ok(!/secret/i.test(confidential.text), confidential.text);
  const two = await startGateway({ authentication: publicAt(there, SPA) });
  const spa = (await json(new Browser(), `${two.origin}/api/v1/system/config/auth`)).body;
  assert.deepEqual([spa.clientType, spa.clientId, spa.responseType], ['public', SPA, 'id_token']);
  assert.ok(spa.authority.endsWith(TENANT));
});

test('system/config/authorizer gives the principal domain', async () => {
  const { gateway } = await world();
  assert.deepEqual((await json(new Browser(), `${gateway.origin}/api/v1/system/config/authorizer`)).body, { principalDomain: 'contoso.example' });
});

test('system/config/jwks is the public half of a key that survives the restart', async () => {
  const { gateway } = await world();
  const ask = async () => (await json(new Browser(), `${gateway.origin}/api/v1/system/config/jwks`)).body;
  const before = await ask();
  assert.equal(before.keys.length, 1);
  for (const name of ['kty', 'n', 'e', 'kid', 'alg', 'use']) assert.ok(name in before.keys[0], name);
  for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi']) assert.ok(!(name in before.keys[0]), name);
  await gateway.restart();
  assert.deepEqual(await ask(), before);
});

test('users/loggedInUser: who it is; 401 in the error shape for nobody', async () => {
  const { gateway, browser } = await world();
  const { body, headers } = await json(browser, `${gateway.origin}/api/v1/users/loggedInUser`);
  const [person] = gateway.rows('SELECT id FROM person WHERE last_sign_in > 0');
  assert.equal(body.id, person.id);
  assert.deepEqual([body.name, body.fullyQualifiedName, body.displayName, body.email, body.isAdmin, body.isBot],
    ['alice', 'alice', 'Alice Adams', 'alice@contoso.example', false, false]);
  const [{ id, ...role }, ...others] = body.roles;
  assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'typed clients want an id in every reference');
  assert.deepEqual([role, others], [{ type: 'role', name: 'DataSteward', fullyQualifiedName: 'DataSteward', displayName: 'DataSteward', deleted: false }, []]);
  assert.match(headers['cache-control'], /no-store/);
  const nobody = await json(new Browser(), `${gateway.origin}/api/v1/users/loggedInUser`);
  assert.equal(nobody.status, 401);
  assert.deepEqual([nobody.body.code, typeof nobody.body.message], [401, 'string']);
  assert.match(nobody.headers['content-type'], /^application\/json/);
  assert.match(nobody.headers['www-authenticate'], /^Bearer/);
});

test('auth/refresh gives a token of ours for the session, to our own pages alone', async () => {
  const { gateway, browser } = await world();
  const url = `${gateway.origin}/api/v1/auth/refresh`;
  const own = await json(browser, url, { headers: { 'sec-fetch-site': 'same-origin' } });
  assert.equal(own.status, 200);
  assert.deepEqual([own.body.tokenType, own.body.refreshToken], ['Bearer', null]);
  assert.ok(Math.abs(own.body.expiryDuration - Date.now() / 1000 - 300) < 60);
  keepSecret(own.body.accessToken, 'token of ours');
  const bearer = () => json(new Browser(), `${gateway.origin}/api/v1/users/loggedInUser`, { headers: { authorization: `Bearer ${own.body.accessToken}` } });
  assert.equal((await bearer()).body.name, 'alice');
  assert.equal((await json(browser, url, { headers: { 'sec-fetch-site': 'cross-site' } })).status, 403);
  assert.equal((await json(new Browser(), url)).status, 401);
  await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  assert.equal((await bearer()).status, 401, 'it ends with the session');
});

test('the error shape: {code, message} for programs, wherever they are refused', async () => {
  const { gateway, browser } = await signedIn();
  for (const [path, status, options] of [['/admin', 403, {}], ['/api/v1/auth/login', 405, { method: 'DELETE' }], ['/check?role=Admin', 403, {}]]) {
    const answer = await json(browser, `${gateway.origin}${path}`, options);
    assert.equal(answer.status, status, path);
    assert.equal(answer.body.code, status);
    assert.equal(typeof answer.body.message, 'string');
    assert.ok(answer.headers['x-request-id'], 'named, so that it can be found in the log');
  }
});

test('what does not exist is 404, and the request id on it is in no other answer', async () => {
  const { gateway, browser } = await world();
  const one = await json(browser, `${gateway.origin}/nothing/here`);
  const two = await json(browser, `${gateway.origin}/nothing/here`);
  assert.deepEqual([one.status, one.body.code], [404, 404]);
  assert.notEqual(one.headers['x-request-id'], two.headers['x-request-id']);
});

test('HTTP-16: healthz, readyz and metrics are on the second listener alone', async () => {
  const { gateway, browser } = await world();
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    assert.equal((await fetch(`${gateway.admin}${path}`)).status, 200, path);
    assert.equal((await browser.send(`${gateway.origin}${path}`)).status, 404, path);
  }
  for (const path of ['/check', '/api/v1/system/version', '/api/v1/auth/login', '/', '/callback']) assert.equal((await fetch(`${gateway.admin}${path}`)).status, 404, path);
});

test('metrics: Prometheus text that counts what happened', async () => {
  const { gateway, browser } = await world();
  await check(new Browser(), gateway, '/check', { headers: { authorization: 'Bearer bad' } });
  await check(browser, gateway);
  const text = await gateway.metrics();
  for (const line of text.trim().split('\n')) assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"\n]*",?)*\})? [0-9.e+]+)$/, line);
  assert.match(text, /^sallyport_sign_ins_total 1$/m);
  assert.match(text, /^sallyport_local_sign_ins_total 0$/m, 'what did not happen yet is there, so that a rate has a beginning');
  assert.match(text, /^sallyport_refusals_total\{reason="(base64url|jws_parts)"\} 1$/m);
  assert.match(text, /^sallyport_answers_total\{route="check",status="2xx"\} 1$/m);
  assert.match(text, /^sallyport_answers_total\{route="check",status="4xx"\} 1$/m);
  assert.match(text, /^sallyport_provider_healthy 1$/m);
});

test('metrics: docs/operation.md names all that there are, and no other', async () => {
  const { gateway } = await world();
  const there = [...(await gateway.metrics()).matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
  const text = readFileSync(join(import.meta.dirname, '../../docs/operation.md'), 'utf8').split('## Metrics')[1].split('\n## ')[0];
  assert.deepEqual([...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).sort(), there.sort());
});

test('LOG-03: every sign-in, refusal and sign-out is an audit line with its request id', async () => {
  const { gateway, browser } = await world();
  const refused = await json(browser, `${gateway.origin}/check?role=Admin`);
  await browser.send(`${gateway.origin}/api/v1/auth/logout`, { headers: { 'sec-fetch-site': 'same-origin' } });
  await gateway.heard('sign_out');
  for (const event of ['sign_in', 'forbidden', 'sign_out']) {
    const [line] = gateway.lines(event);
    assert.equal(line.level, 'audit');
    assert.equal(line.user, 'alice');
    assert.ok(line.request_id && line.client && !Number.isNaN(Date.parse(line.ts)));
  }
  assert.equal(gateway.lines('forbidden')[0].request_id, refused.headers['x-request-id']);
  assert.equal(gateway.lines('forbidden')[0].reason, 'role_missing');
});

test('a port that is taken: the start fails with the reason, and the one who has it goes on', async () => {
  const { gateway } = await world();
  const other = await makeGateway({ authentication: '  provider: basic\n' });
  writeFileSync(other.config, readFileSync(other.config, 'utf8').replaceAll(String(other.port), String(gateway.port)));
  const { code, err } = run(['serve', '--config', other.config]);
  assert.equal(code, 3);
  assert.match(err, /"event":"start_failed".*in use/);
  assert.equal((await fetch(`${gateway.origin}/api/v1/system/version`)).status, 200);
});
