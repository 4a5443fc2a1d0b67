// The control addresses of a directory, over HTTP: the document's own lines, and what they do to clients.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { shared, temporaryFolder, test, write } from '../support.mjs';
import { Browser, directoryWords, run, serveDirectory } from './world.mjs';

const TENANT = '7e1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
const CLIENT = '75555555-0000-4000-8000-00000000c11e';
const SECRET = 'the secret of the application under control';
const PERSON = 'alice@contoso.example';
const PASSWORD = 'correct horse battery staple';
const TOKEN = 'a-token-of-the-control-tests';
const GRAPH = 'https://graph.microsoft.com/.default';

const seed = `tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example]
    users:
      - {userPrincipalName: ${PERSON}, displayName: Alice, password: ${PASSWORD}, directoryRole: Global Administrator}
    apps:
      - name: Desk
        clientId: ${CLIENT}
        web: [http://localhost/callback]
        secret: ${SECRET}
        consents: [{scopes: [openid, profile]}]
        graphPermissions: [User.Read.All]
`;

async function start(flags) {
  const folder = temporaryFolder('control');
  write(join(folder, 'token'), `${TOKEN}\n`);
  const { process, origin } = await serveDirectory(folder, '--seed', write(join(folder, 'seed.yaml'), seed), ...flags(folder));
  const ask = async (method, path, body, token = TOKEN) => {
    const answer = await fetch(`${origin}/control${path}`, { method, headers: { authorization: `Bearer ${token}` }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, ...(text.startsWith('{') ? JSON.parse(text) : {}) };
  };
  return { folder, process, origin, ask };
}

const directory = shared(() => start((folder) => ['--control', '--control-token-file', join(folder, 'token')]));

const redeem = async ({ origin }, secret = SECRET) => {
  const answer = await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: CLIENT, client_secret: secret, scope: GRAPH }) });
  return { status: answer.status, headers: answer.headers, ...await answer.json() };
};

test('control: every line of docs/control.md does what it says', async () => {
  const there = await directory();
  const page = readFileSync(fileURLToPath(new URL('../../docs/control.md', import.meta.url)), 'utf8');
  const lines = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block.trim().split('\n'));
  const [functionLine] = lines.filter((line) => line.startsWith('control()'));
  const commands = lines.filter((line) => line.startsWith('control '));
  assert.ok(functionLine && commands.length >= 20, `${commands.length} lines`);
  const env = { ...process.env, AT: there.origin, TOKEN, CLIENT, PERSON };
  for (const command of commands) {
    const { stdout } = await promisify(execFile)('bash', ['-c', `set -eu\n${functionLine}\n${command}`], { env });
    if (stdout) JSON.parse(stdout);
  }
  assert.equal((await there.ask('GET', '/clock')).offset, 0, 'the last line puts everything back');
});

test('control: off, from elsewhere, or with another token there is nothing', async () => {
  const off = await start(() => []);
  assert.equal((await off.ask('GET', '/clock')).status, 404);
  assert.equal((await off.ask('POST', '/reset')).status, 404);
  const there = await directory();
  assert.equal((await there.ask('GET', '/clock', undefined, `${TOKEN}x`)).status, 401);
  const proxied = await fetch(`${there.origin}/control/clock`, { headers: { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '127.0.0.1' } });
  assert.equal(proxied.status, 404);
  assert.equal(proxied.headers.get('access-control-allow-origin'), null, 'no page may read it');
});

test('control: a start without a token file makes one up, and shows it once', async () => {
  const there = await start(() => ['--control']);
  const [, token] = there.process.output.match(/Control is on.*\n {2}([\w-]{43})\n/);
  assert.equal((await there.ask('GET', '/clock', undefined, token)).status, 200);
  const log = there.process.output.split('\n').filter((line) => line.startsWith('{')).join('\n');
  assert.match(log, /"event":"directory_control_on"/);
  assert.ok(!log.includes(token));
});

test('control: a token file that others read, or without a token, stops the start', () => {
  const folder = temporaryFolder('control');
  const open = join(folder, 'open');
  writeFileSync(open, TOKEN, { mode: 0o644 });
  const words = directoryWords(folder, '--control', '--control-token-file');
  for (const file of [open, write(join(folder, 'short'), 'short\n')]) {
    const { code, err } = run([...words, file]);
    assert.equal(code, 1, err);
    assert.match(err, /control_token_file: /);
  }
  assert.equal(run(['directory', '--data-dir', folder, '--control-token-file', open]).code, 2, 'it needs --control');
});

test('control: the clock, expired secrets and rotated keys reach clients at once', async () => {
  const there = await directory();
  assert.equal((await redeem(there)).status, 200);
  await there.ask('POST', '/clock', { advance: 3 * 365 * 86400 });
  assert.match((await redeem(there)).error_description, /AADSTS7000222/, 'the secret of the seed has expired');
  await there.ask('POST', '/reset');
  assert.equal((await redeem(there)).status, 200);
  await there.ask('POST', '/secrets/expire', { clientId: CLIENT });
  assert.match((await redeem(there)).error_description, /AADSTS7000222/);
  await there.ask('POST', '/reset');
  const { signing } = await there.ask('POST', '/keys/rotate');
  const header = JSON.parse(Buffer.from((await redeem(there)).access_token.split('.')[0], 'base64url'));
  assert.equal(header.kid, signing);
  await there.ask('POST', '/reset');
  assert.notEqual(JSON.parse(Buffer.from((await redeem(there)).access_token.split('.')[0], 'base64url')).kid, signing);
});

test('control: faults are met by as many requests as was said, also at once', async () => {
  const there = await directory();
  await there.ask('POST', '/faults', { endpoint: 'token', status: 503, retryAfter: 3, times: 7 });
  const answers = await Promise.all(Array.from({ length: 12 }, () => redeem(there)));
  assert.equal(answers.filter(({ status }) => status === 503).length, 7);
  assert.equal(answers.filter(({ status }) => status === 200).length, 5);
  assert.equal(answers.find(({ status }) => status === 503).headers.get('retry-after'), '3');
});

test('control: a slow endpoint is slow, and the others are not', async () => {
  const there = await directory();
  await there.ask('POST', '/faults', { endpoint: 'keys', delay: 60_000 });
  await there.ask('POST', '/faults', { endpoint: 'token', delay: 300 });
  const leave = new AbortController();
  let isOver = false;
  const slow = fetch(`${there.origin}/${TENANT}/discovery/v2.0/keys`, { signal: leave.signal }).catch(() => {}).finally(() => (isOver = true));
  assert.equal((await fetch(`${there.origin}/${TENANT}/v2.0/.well-known/openid-configuration`)).status, 200);
  const begun = performance.now();
  assert.equal((await redeem(there)).status, 200);
  assert.ok(performance.now() - begun >= 299, 'a timer of ours may be a millisecond early');
  assert.equal(isOver, false);
  leave.abort();
  await slow;
});

test('control: a snapshot puts back what was changed by others, sign-ins included', async () => {
  const there = await directory();
  await there.ask('POST', '/reset');
  const query = new URLSearchParams({ client_id: CLIENT, response_type: 'code', redirect_uri: 'http://localhost/callback', scope: 'openid', prompt: 'none' });
  const silent = async (browser) => new URL((await browser.send(`${there.origin}/${TENANT}/oauth2/v2.0/authorize?${query}`)).location).searchParams;
  const browser = new Browser();
  const page = await browser.get(`${there.origin}/${TENANT}/oauth2/v2.0/authorize?${query}`.replace('prompt=none', 'prompt=login'));
  await browser.signIn(page, PERSON, PASSWORD, { stop: (url) => url.startsWith('http://localhost/callback') });
  assert.ok((await silent(browser)).get('code'));
  assert.equal((await there.ask('PUT', '/snapshots/signed-in')).status, 204);
  const added = run(['directory', 'user', 'add', 'bob@contoso.example', '--data-dir', there.folder]);
  assert.equal(added.code, 0, added.err);
  await there.ask('POST', '/reset');
  assert.match((await silent(browser)).get('error_description'), /AADSTS50132/, 'nobody had signed in at the start');
  assert.equal((await there.ask('POST', '/snapshots/signed-in/restore')).status, 200);
  assert.ok((await silent(browser)).get('code'));
  assert.ok(!run(['directory', 'user', 'list', '--data-dir', there.folder]).out.includes('bob@'), 'added after the snapshot');
});

test('control: forged tokens: the published key is believed, all others are not', async () => {
  const there = await directory();
  const now = Math.floor(Date.now() / 1000);
  const claims = JSON.parse(Buffer.from((await redeem(there)).access_token.split('.')[1], 'base64url'));
  const users = async (key) => {
    const { token } = await there.ask('POST', '/tokens', { claims: { ...claims, iat: now, nbf: now, exp: now + 60 }, key });
    return (await fetch(`${there.origin}/v1.0/users`, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  assert.equal(await users('signing'), 200);
  for (const key of ['unpublished', 'public', 'broken', 'none']) assert.equal(await users(key), 401, key);
});
