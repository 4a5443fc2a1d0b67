// How far we believe the provider: its keys over time, tenants, the rules for a first sign-in, programs.
import assert from 'node:assert/strict';
import { CLIENT, Idp } from '../evil_idp/idp.mjs';
import { cleanup, test } from '../support.mjs';
import { MULTI, OTHER_TENANT, SECRET, TENANT, WEB, confidentialAt, directory, signInAs } from './entra.mjs';
import { Browser, atIdp, check, keepSecret, sessionOf, signIn, startGateway } from './world.mjs';

async function world(settings = {}) {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ authentication: atIdp(idp), ...settings });
  const enter = async () => {
    const browser = new Browser();
    const answer = await signIn(browser, gateway);
    return { browser, answer, in: sessionOf(browser, gateway.origin) !== undefined };
  };
  const pass = (seconds) => {
    gateway.clock.forward(seconds);
    idp.clockOffset += seconds;
  };
  return { idp, gateway, enter, pass };
}

test('F-05: a new key of the provider is fetched at once, once for all who wait', async () => {
  const { idp, enter } = await world();
  assert.ok((await enter()).in);
  const before = idp.counts.keys;
  idp.rotate();
  const many = await Promise.all(Array.from({ length: 8 }, enter));
  assert.ok(many.every((each) => each.in));
  assert.equal(idp.counts.keys - before, 1);
});

test('JWT-05: unknown keys make the gateway ask at most every 5 minutes', async () => {
  const { idp, gateway, enter, pass } = await world({ movable: 'every' });
  assert.ok((await enter()).in);
  const before = idp.counts.keys;
  const bearer = (kid) => check(new Browser(), gateway, '/check', { headers: { authorization: `Bearer ${idp.sign(idp.claims(), { kid })}` } });
  for (let i = 0; i < 5; i += 1) assert.equal((await bearer(`unknown-${i}`)).status, 401);
  assert.equal(idp.counts.keys - before, 1);
  pass(301);
  await bearer('unknown-again');
  assert.equal(idp.counts.keys - before, 2);
});

test('JWT-23, F-02: the last good keys outlive an outage; a key that the provider withdrew dies with the next fetch', async () => {
  const { idp, gateway, enter, pass } = await world({ movable: 'every' });
  const bearer = (token) => check(new Browser(), gateway, '/check', { headers: { authorization: `Bearer ${token}` } });
  const api = (extra, header) => idp.sign(idp.claims({ aud: `api://${CLIENT}`, scp: 'access_as_user', azp: CLIENT, exp: idp.now() + 86400, ...extra }), header);
  const old = api();
  keepSecret(old, 'token');
  assert.equal((await bearer(old)).status, 204, gateway.output);
  idp.switches.keys = (request, response) => {
    response.writeHead(500);
    response.end();
  };
  await bearer(api({}, { kid: 'unknown' }));
  assert.match(await gateway.metrics(), /^sallyport_provider_healthy 0$/m);
  assert.ok((await enter()).in, 'the keys that were good are good');
  assert.equal((await bearer(old)).status, 204);
  delete idp.switches.keys;
  idp.rotate();
  idp.forget();
  pass(301);
  assert.ok((await enter()).in, 'with the new key');
  assert.equal((await bearer(old)).status, 401, 'also where the token was known before');
});

const atOrganizations = (there, allowed) => (origin) => `  provider: azure
  clientType: confidential
  authority: ${there.http}/organizations
  allowedTenants: [${allowed}]
  clientId: ${MULTI}
  callbackUrl: ${origin}/callback
  oidcConfiguration:
    secret: ${SECRET}
    scope: openid profile email offline_access
`;

test('JWT-14: organizations: people of the listed tenants come in, of others not, and two with one address are two', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: atOrganizations(there, TENANT) });
  const home = await signInAs('alice', gateway);
  assert.equal((await check(home.browser, gateway)).status, 204, home.answer.text);
  const stranger = await signInAs('eve@fabrikam.example', gateway);
  assert.notEqual(stranger.answer.status, 200);
  assert.equal(sessionOf(stranger.browser, gateway.origin), undefined);
  gateway.expectPeople(1);
  const open = await startGateway({ authentication: atOrganizations(there, `${TENANT}, ${OTHER_TENANT}`) });
  const called = new Set();
  for (const name of ['alice', 'eve@fabrikam.example']) {
    const seen = await check((await signInAs(name, open)).browser, open);
    assert.deepEqual([seen.status, seen.headers['x-auth-request-email']], [204, ''], name);
    assert.match(seen.headers['x-auth-request-user'], /^id:[0-9a-f-]{36}@[0-9a-f-]{36}$/, 'not the local part that both could claim');
    called.add(seen.headers['x-auth-request-user']);
  }
  assert.equal(called.size, 2);
  const enforced = await startGateway({ authentication: atOrganizations(there, `${TENANT}, ${OTHER_TENANT}`), authorizer: '  enforcePrincipalDomain: true' });
  assert.equal(sessionOf((await signInAs('eve@fabrikam.example', enforced)).browser, enforced.origin), undefined, 'her own word opens no domain');
  const people = open.rows('SELECT tenant, email FROM person JOIN identity ON identity.person = person.id ORDER BY tenant');
  assert.deepEqual(new Set(people.map((person) => person.tenant)), new Set([TENANT, OTHER_TENANT]));
  assert.deepEqual(people.map((person) => person.email), ['', ''], 'an address of any tenant is nobody\'s word: both claim the same one, and are two people');
});

test('first sign-ins are for the allowed domains only; who was there before still comes in', async () => {
  const { idp, gateway, enter } = await world({ authorizer: '  allowedEmailRegistrationDomains: [contoso.example]' });
  assert.ok((await enter()).in);
  Object.assign(idp.person, { oid: '00000000-0000-4000-8000-00000000b0b0', email: 'bob@fabrikam.example', preferred_username: 'bob@fabrikam.example' });
  const refused = await enter();
  assert.deepEqual([refused.in, refused.answer.status], [false, 403]);
  assert.match(refused.answer.text, /certain e-mail domains only/);
  gateway.expectPeople(1);
  Object.assign(idp.person, { oid: '00000000-0000-4000-8000-00000000a11c' });
  assert.ok((await enter()).in, 'the same person under a new address');
});

test('enforcePrincipalDomain keeps other domains out', async () => {
  const { idp, gateway, enter } = await world({ authorizer: '  enforcePrincipalDomain: true' });
  assert.ok((await enter()).in);
  Object.assign(idp.person, { oid: '00000000-0000-4000-8000-00000000b0b0', email: 'bob@contoso.example.evil.example' });
  assert.deepEqual([(await enter()).in, gateway.sessions()], [false, 1]);
});

test('JWT-15: a person who takes over an address does not take over the account', async () => {
  const { idp, gateway, enter } = await world();
  await enter();
  idp.person.oid = '00000000-0000-4000-8000-00000000b0b0';
  await enter();
  assert.equal(gateway.rows('SELECT count(DISTINCT id) AS n FROM person WHERE last_sign_in > 0')[0].n, 2);
});

test('roleMapping: app roles, groups and everyone become our roles', async () => {
  const { idp, gateway, enter } = await world({ rest: `roleMapping:
  - {appRole: DataSteward, role: Steward}
  - {group: 00000000-0000-4000-8000-0000000009a9, role: Finance}
  - {emailDomain: contoso.example, role: Employee}
  - {everyone: true, role: Reader}
` });
  idp.switches.claims = { groups: ['00000000-0000-4000-8000-0000000009a9'] };
  const { browser } = await enter();
  const seen = await check(browser, gateway);
  assert.deepEqual(new Set(seen.headers['x-auth-request-roles'].split(',')), new Set(['DataSteward', 'Steward', 'Finance', 'Employee', 'Reader']));
  assert.equal(seen.headers['x-auth-request-groups'], '00000000-0000-4000-8000-0000000009a9');
});

test('a program signs in at the directory as itself and calls as bearer', async () => {
  const there = await directory();
  const gateway = await startGateway({ authentication: confidentialAt(there) });
  const made = await fetch(`${there.httpAuthority}/oauth2/v2.0/token`, { method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: WEB, client_secret: SECRET, scope: `api://${WEB}/.default` }) });
  const { access_token: token } = await made.json();
  keepSecret(token, 'token of a program');
  const answer = await new Browser().send(`${gateway.origin}/api/v1/users/loggedInUser`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 200, `${answer.text}\n${gateway.output}`);
  const body = JSON.parse(answer.text);
  assert.deepEqual([body.isBot, body.isAdmin, body.name], [true, false, WEB]);
  gateway.expectSessions(0);
});

test('the response mode is enforced: a code by POST, an ID token by GET', async () => {
  const { gateway } = await world();
  const browser = new Browser();
  const start = await browser.send(`${gateway.origin}/api/v1/auth/login?redirectUri=/`);
  const back = new URL((await browser.send(start.location)).location);
  const posted = await browser.send(`${gateway.origin}/callback`, { method: 'POST', form: Object.fromEntries(back.searchParams) });
  assert.equal(posted.status, 400);
  assert.equal(sessionOf(browser, gateway.origin), undefined);
  gateway.expectSessions(0);
});
