// SCIM as Entra ID's provisioning service speaks it, over HTTP against two gateways that share one database.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { Idp } from '../evil_idp/idp.mjs';
import { PostgresServer } from '../postgres_server.mjs';
import { cleanup, temporaryFolder, test, until } from '../support.mjs';
import { Browser, atIdp, keepSecret, makeGateway, signIn, startGateway } from './world.mjs';

const ADMINISTRATOR = '00000000-0000-4000-8000-00000000ad31';
const BOB = '00000000-0000-4000-8000-000000000b0b';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

// A gateway, its provider, and its API as an administrator sees it.
async function world(rest = '') {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ name: 'scim', authentication: atIdp(idp), rest });
  idp.person.oid = ADMINISTRATOR;
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  const administrator = async (method, path, body) => {
    const answer = await browser.send(`${gateway.origin}/api/v1/${path}`, { method, body: body && JSON.stringify(body),
      headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin', ...(body && { 'content-type': 'application/json' }) } });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text);
  };
  return { idp, gateway, administrator };
}

// The steps of docs/scim.md; returns the token that is entered at Entra ID.
async function allowProvisioning({ administrator }) {
  await administrator('POST', 'policies', { name: 'ProvisioningPolicy', rules: [{ name: 'provision', effect: 'allow', operations: ['Provision'], resources: ['scim'] }] });
  await administrator('POST', 'roles', { name: 'ProvisioningRole', policies: ['ProvisioningPolicy'] });
  const account = await administrator('POST', 'users', { name: 'entra', email: 'entra@app.example', isBot: true, roles: ['ProvisioningRole'] });
  await administrator('POST', 'bots', { name: 'entra', botUser: 'entra' });
  const { JWTToken } = await administrator('PUT', `users/generateToken/${account.id}`, { JWTTokenExpiry: '90' });
  keepSecret(JWTToken, 'a token of a bot');
  return JWTToken;
}

// What Entra ID sends.
const entra = (gateway, token) => async (method, path, body) => {
  const answer = await fetch(`${gateway.origin}/scim/v2${path}`, { method, body: body && JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/scim+json; charset=utf-8' }) } });
  const text = await answer.text();
  return { status: answer.status, type: answer.headers.get('content-type'), body: text ? JSON.parse(text) : undefined };
};

const found = async (scim, path) => {
  const { status, body } = await scim('GET', path);
  assert.equal(status, 200, path);
  return body.Resources;
};

const newUser = (email) => ({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  externalId: BOB, userName: email, active: true, displayName: 'Bob B', emails: [{ primary: true, type: 'work', value: email }],
  meta: { resourceType: 'User' }, name: { formatted: 'Bob B', familyName: 'B', givenName: 'Bob' } });

test('SCIM: a cycle of Entra ID: connection, user, group, membership, disabling, deletion', async () => {
  const there = await world();
  const { gateway, idp } = there;
  const scim = entra(gateway, await allowProvisioning(there));
  assert.deepEqual(await found(scim, `/Users?filter=${encodeURIComponent('userName eq "6b2d6e8a-5c0a-4b1c-9a2f-2f1f8a8b7c6d"')}`), []);

  const email = 'bob@contoso.example';
  assert.deepEqual(await found(scim, `/Users?filter=userName+eq+%22${encodeURIComponent(email)}%22`), []);
  const made = await scim('POST', '/Users', newUser(email));
  assert.deepEqual([made.status, made.type], [201, 'application/scim+json; charset=utf-8'], JSON.stringify(made.body));
  const { id } = made.body;
  assert.equal((await scim('POST', '/Users', newUser(email))).body.scimType, 'uniqueness');

  const group = await scim('POST', '/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], externalId: 'g', displayName: 'Analysts', members: [] });
  assert.equal(group.status, 201, JSON.stringify(group.body));
  const add = { schemas: [PATCH], Operations: [{ op: 'Add', path: 'members', value: [{ $ref: null, value: id }] }] };
  assert.equal((await scim('PATCH', `/Groups/${group.body.id}`, add)).status, 204);
  const isMember = `/Groups?filter=${encodeURIComponent(`id eq "${group.body.id}" and members eq "${id}"`)}`;
  assert.equal((await found(scim, isMember)).length, 1);

  Object.assign(idp.person, { oid: BOB, email });
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  const me = async () => browser.send(`${gateway.origin}/api/v1/users/loggedInUser`, { headers: { accept: 'application/json' } });
  const first = await me();
  assert.equal(JSON.parse(first.text).id, id, 'the first sign-in is bound to the provisioned person');
  const groups = await browser.send(`${gateway.origin}/api/v1/users/loggedInUser/groupTeams`, { headers: { accept: 'application/json' } });
  assert.deepEqual(JSON.parse(groups.text).map(({ name }) => name), ['Analysts']);

  const disable = { schemas: [PATCH], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] };
  assert.equal((await scim('PATCH', `/Users/${id}`, disable)).body.active, false);
  assert.equal((await me()).status, 401, 'the session has ended');
  await gateway.restart();
  const again = new Browser();
  await signIn(again, gateway, '/signed-out');
  assert.equal((await again.send(`${gateway.origin}/check`)).status, 401, 'and nobody signs in again');
  assert.equal((await scim('DELETE', `/Users/${id}`)).status, 204);
  assert.equal((await scim('GET', `/Users/${id}`)).status, 404);
});

test('SCIM: two gateways share one database: whom one disables the other keeps out within a second', async () => {
  const postgres = await PostgresServer.start();
  const rest = `store:\n  url: "${postgres.newDatabase()}"\njwtTokenConfiguration:\n  jwtissuer: https://data.example.com\n`;
  const there = await world(rest);
  const { gateway: first, idp } = there;
  const token = await allowProvisioning(there);
  const folder = temporaryFolder('scim');
  for (const key of ['sealing.key', 'own_token_private.der', 'own_token_public.der']) copyFileSync(join(first.folder, key), join(folder, key));
  const second = await (await makeGateway({ name: 'scim', folder, authentication: atIdp(idp), rest })).start();
  const scim = entra(first, token);
  const email = 'bob@contoso.example';
  const { body: { id } } = await scim('POST', '/Users', newUser(email));
  Object.assign(idp.person, { oid: BOB, email });
  const browser = new Browser();
  await signIn(browser, second, '/signed-out');
  const check = async () => (await browser.send(`${second.origin}/check`)).status;
  assert.equal(await check(), 204, 'it is cached there now');
  const disable = { schemas: [PATCH], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] };
  assert.equal((await scim('PATCH', `/Users/${id}`, disable)).status, 200);
  await until('the other gateway to refuse the session', async () => (await check()) === 401);
});
