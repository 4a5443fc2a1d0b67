// People with passwords of ours: from the administrator's link to a session, over a real store.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { selfSigned } from '../certificates.mjs';
import { cleanup, temporaryFolder, test, until, write } from '../support.mjs';
import { totp } from '../totp.mjs';
import { Browser, check, keepSecret, startGateway } from './world.mjs';

const ADMINISTRATORS = 'canary: a sentence does well';
const ANNS = 'canary: seven horses in the rain';
const MAIL_PASSWORD = 'canary: password of the mail server';
for (const password of [ADMINISTRATORS, ANNS, MAIL_PASSWORD]) keepSecret(password, 'password');

// A gateway without a provider, and its API as the local administrator sees it.
async function accountWorld(settings = {}) {
  const gateway = await startGateway({ authentication: '  provider: basic\n', ...settings });
  const link = await gateway.setupLink();
  const browser = new Browser();
  await browser.submit(await browser.get(link), { password: ADMINISTRATORS, again: ADMINISTRATORS }, { stop: () => true });
  await browser.submit(await browser.get(`${gateway.origin}/local-admin`), { password: ADMINISTRATORS }, { stop: () => true });
  const ask = (method, path, body) => browser.send(`${gateway.origin}/api/v1/${path}`, { method, body: body && JSON.stringify(body),
    headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin', ...(body && { 'content-type': 'application/json' }) } });
  const post = (path, body) => fetch(`${gateway.origin}/api/v1/users/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const login = async (password) => post('login', { email: 'ann@contoso.example', password: Buffer.from(password).toString('base64') });
  return { gateway, ask, post, login };
}

// Adds Ann, who has no password yet; returns her id.
async function addAnn({ ask }) {
  const made = await ask('POST', 'users', { name: 'ann', email: 'ann@contoso.example' });
  assert.equal(made.status, 201, made.text);
  return JSON.parse(made.text).id;
}

// Opens the link that an administrator makes for a person, and chooses a password there.
async function choosePassword(world, id, browser = new Browser()) {
  const { link } = JSON.parse((await world.ask('POST', `../sallyport/v1/users/${id}/passwordLink`)).text);
  keepSecret(new URL(link).searchParams.get('link'), 'one-time link');
  await browser.submit(await browser.get(link), { password: ANNS, again: ANNS }, { stop: () => true });
}

// A mail server that wants TLS and a password, unless `settings` say otherwise, and what it was given.
async function startMailServer(settings = {}) {
  const { certFile, keyFile } = selfSigned();
  const mails = [];
  const server = new SMTPServer({ key: readFileSync(keyFile), cert: readFileSync(certFile), logger: false,
    onAuth: ({ username, password }, session, done) => (username === 'door' && password === MAIL_PASSWORD ? done(null, { user: username }) : done(new Error('wrong password'))),
    onData: (stream, { secure, user, envelope }, done) => {
      let text = '';
      stream.on('data', (part) => (text += part));
      stream.on('end', () => {
        mails.push({ secure, user, from: envelope.mailFrom.address, to: envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    }, ...settings });
  server.on('error', () => {});  // a client that gives up
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup(() => new Promise((resolve) => server.close(resolve)));
  const passwordFile = write(join(temporaryFolder('mail'), 'password'), `${MAIL_PASSWORD}\n`);
  const { port } = server.server.address();
  const rest = (scheme) => `mail: {url: "${scheme}://localhost:${port}", from: door@contoso.example, user: door, passwordFile: "${passwordFile}"}\n`;
  return { mails, rest, server: `  caFile: ${certFile}\n` };
}

test('LOC-05, LOC-06: local accounts: a person who was added chooses a password by a link, signs in by page and by API, and a restart forgets nothing', async () => {
  const world = await accountWorld();
  const { gateway } = world;
  const id = await addAnn(world);
  assert.equal((await world.login(ANNS)).status, 401, 'nobody has a password from the start');
  const made = await world.ask('POST', `../sallyport/v1/users/${id}/passwordLink`);
  assert.equal(made.status, 200, made.text);
  const { link } = JSON.parse(made.text);
  keepSecret(new URL(link).searchParams.get('link'), 'one-time link');
  assert.ok(link.startsWith(`${gateway.origin}/api/v1/auth/local/password?link=`), link);

  const browser = new Browser();
  assert.equal((await browser.submit(await browser.get(link), { password: ANNS, again: ANNS }, { stop: () => true })).status, 303);
  assert.equal((await new Browser().get(link)).status, 400, 'the link works once');
  const form = await browser.get(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  assert.equal((await browser.submit(form, { username: 'ann', password: ANNS }, { stop: () => true })).status, 303);
  assert.equal((await check(browser, gateway)).headers['x-auth-request-user'], 'ann');

  const tokens = await (await world.login(ANNS)).json();
  for (const token of [tokens.accessToken, tokens.refreshToken]) keepSecret(token, 'token of a local account');
  await gateway.restart();
  assert.equal((await check(browser, gateway)).status, 204);
  const asAnn = (token) => fetch(`${gateway.origin}/check`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await asAnn(tokens.accessToken)).status, 204);
  const next = await world.post('refresh', { refreshToken: tokens.refreshToken });
  assert.equal(next.status, 200);
  const { refreshToken, accessToken } = await next.json();
  for (const token of [accessToken, refreshToken]) keepSecret(token, 'token of a local account');
  assert.equal((await world.post('refresh', { refreshToken: tokens.refreshToken })).status, 401);
  assert.equal((await world.post('refresh', { refreshToken })).status, 401, 'one that came twice has ended the session');
  const [row] = gateway.rows('SELECT password_hash, link_hash FROM local_account');
  assert.match(row.password_hash, /^\$argon2id\$/);
  assert.equal(row.link_hash, '');
});

test('LOC-04: local accounts: a storm of sign-ins is 200 or 503, and everybody else is served meanwhile', async () => {
  const world = await accountWorld({ rest: 'localAccounts:\n  hashMemory: 64m\n' });
  const id = await addAnn(world);
  await choosePassword(world, id);
  const storm = Array.from({ length: 40 }, () => world.login(ANNS));
  const meanwhile = await fetch(`${world.gateway.origin}/api/v1/system/version`);
  assert.equal(meanwhile.status, 200);
  const answers = await Promise.all(storm);
  const statuses = new Set(answers.map(({ status }) => status));
  assert.ok([...statuses].every((status) => [200, 503].includes(status)), [...statuses].join());
  assert.ok(statuses.has(200));
  for (const answer of answers) {
    if (answer.status === 503) assert.equal(answer.headers.get('retry-after'), '1');
    else for (const token of Object.values(await answer.json())) keepSecret(String(token), 'token of a local account');
  }
});

for (const [scheme, settings] of [['smtp', {}], ['smtps', { secure: true }]])
  test(`LOC-05: local accounts: a link for a forgotten password comes by mail, over TLS (${scheme})`, async () => {
    const relay = await startMailServer(settings);
    const world = await accountWorld({ rest: relay.rest(scheme), server: relay.server });
    await choosePassword(world, await addAnn(world));
    const answers = [];
    for (const email of ['nobody@contoso.example', 'ann@contoso.example']) {
      const asked = await world.post('generatePasswordResetLink', { email });
      answers.push([asked.status, await asked.text()]);
    }
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(answers[0][0], 200);
    const [mail] = await until('the mail', () => relay.mails.length > 0 && relay.mails);
    assert.deepEqual([mail.secure, mail.user, mail.from, mail.to], [true, 'door', 'door@contoso.example', ['ann@contoso.example']]);
    const text = Buffer.from(mail.text.split('\r\n\r\n')[1], 'base64').toString();
    const [link] = text.match(/http:\/\/localhost:\d+\/api\/v1\/auth\/local\/password\?link=[\w-]+/);
    keepSecret(new URL(link).searchParams.get('link'), 'one-time link');
    const next = 'canary: another sentence about cats';
    keepSecret(next, 'password');
    const browser = new Browser();
    assert.equal((await browser.submit(await browser.get(link), { password: next, again: next }, { stop: () => true })).status, 303);
    assert.equal((await world.login(ANNS)).status, 401);
    const tokens = await (await world.login(next)).json();
    for (const token of [tokens.accessToken, tokens.refreshToken]) keepSecret(token, 'token of a local account');
    assert.equal(relay.mails.length, 1, 'nobody else got one');
  });

test('LOC-05: local accounts: a mail server without TLS hears neither a password nor a link', async () => {
  const relay = await startMailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
  const world = await accountWorld({ rest: relay.rest('smtp'), server: relay.server });
  await choosePassword(world, await addAnn(world));
  assert.equal((await world.post('generatePasswordResetLink', { email: 'ann@contoso.example' })).status, 200);
  await world.gateway.heard('mail_delayed');
  assert.deepEqual(relay.mails, []);
});

test('LOC-12: local accounts: a second factor is set up at its page, asked for after a restart, and reset by an administrator', async () => {
  const world = await accountWorld();
  const { gateway } = world;
  const id = await addAnn(world);
  await choosePassword(world, id);
  const signIn = async (browser) => browser.submit(await browser.get(`${gateway.origin}/api/v1/auth/local`), { username: 'ann', password: ANNS }, { stop: () => true });
  const browser = new Browser();
  assert.equal((await signIn(browser)).status, 303);
  const offer = await browser.submit(await browser.get(`${gateway.origin}/api/v1/auth/second-factor`), { password: ANNS, action: 'begin' });
  const key = offer.text.match(/id="totp-secret">([A-Z2-7 ]{39})</)[1].replaceAll(' ', '');
  keepSecret(key, 'key of a second factor');
  const codes = await browser.submit(offer, { code: totp(key) });
  const recovery = [...codes.text.matchAll(/<li><code>([a-z2-7-]{29})</g)].map(([, code]) => code);
  assert.equal(recovery.length, 10, codes.text);
  for (const code of recovery) keepSecret(code, 'recovery code');

  await gateway.restart();
  const elsewhere = new Browser();
  const asked = await signIn(elsewhere);
  assert.equal(asked.status, 200, 'no session yet');
  assert.equal((await check(elsewhere, gateway)).status, 401);
  const next = totp(key, Math.floor(Date.now() / 1000) + 30);
  assert.equal((await elsewhere.submit(asked, { code: next }, { stop: () => true })).status, 303);
  assert.equal((await check(elsewhere, gateway)).headers['x-auth-request-user'], 'ann');
  const again = await (await world.login(ANNS)).json();
  assert.equal(again.error, 'mfa_required');
  keepSecret(again.challenge, 'challenge');
  assert.equal((await world.post('login', { challenge: again.challenge, totp: next })).status, 401, 'a code counts once');
  const third = await (await world.login(ANNS)).json();
  const tokens = await (await world.post('login', { challenge: third.challenge, totp: recovery[0] })).json();
  for (const token of [tokens.accessToken, tokens.refreshToken]) keepSecret(token, 'token of a local account');

  const [row] = gateway.rows('SELECT sealed_key, recovery_hashes FROM second_factor');
  assert.equal(row.recovery_hashes.trim().split(' ').length, 9);
  const reset = await world.ask('DELETE', `../sallyport/v1/users/${id}/secondFactor`);
  assert.equal(reset.status, 200, reset.text);
  assert.equal((await check(elsewhere, gateway)).status, 401, 'the sessions end');
  assert.equal((await signIn(new Browser())).status, 303);
});

test('LOC-11: local accounts: the owner of an address makes an account by a mailed link', async () => {
  const relay = await startMailServer();
  const world = await accountWorld({ rest: `${relay.rest('smtp')}localAccounts: {signUpDomains: [contoso.example]}\n`, server: relay.server });
  const asked = await world.post('signup', { email: 'ann@contoso.example', firstName: 'Ann', lastName: 'Archer' });
  assert.equal(asked.status, 200, await asked.text());
  const [mail] = await until('the mail', () => relay.mails.length > 0 && relay.mails);
  assert.deepEqual(mail.to, ['ann@contoso.example']);
  const text = Buffer.from(mail.text.split('\r\n\r\n')[1], 'base64').toString();
  const [link] = text.match(/http:\/\/localhost:\d+\/api\/v1\/auth\/local\/sign-up\/password\?link=[\w-]+/);
  keepSecret(new URL(link).searchParams.get('link'), 'link of a sign-up');
  assert.deepEqual(world.gateway.rows('SELECT person FROM local_account'), [], 'nothing is stored before');
  const browsers = [new Browser(), new Browser()];
  const forms = await Promise.all(browsers.map((browser) => browser.get(link)));
  const made = await Promise.all(browsers.map((browser, i) => browser.submit(forms[i], { password: ANNS, again: ANNS }, { stop: () => true })));
  assert.deepEqual(made.map(({ status }) => status).sort(), [303, 400], 'two at once make one account');
  const tokens = await (await world.login(ANNS)).json();
  for (const token of [tokens.accessToken, tokens.refreshToken]) keepSecret(token, 'token of a local account');
  assert.equal(world.gateway.rows('SELECT person FROM local_account').length, 1);
});
