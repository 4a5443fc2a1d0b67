// Roles, policies and teams over the API, at a real store.
import assert from 'node:assert/strict';
import { Idp } from '../evil_idp/idp.mjs';
import { cleanup, test } from '../support.mjs';
import { Browser, atIdp, signIn, startGateway } from './world.mjs';

const ADMINISTRATOR = '00000000-0000-4000-8000-00000000ad31';
const CONSUMER = '00000000-0000-4000-8000-00000000a11c';
const view = { name: 'view', effect: 'allow', operations: ['ViewAll'], resources: ['All'] };

// A gateway, and its API as an administrator and as somebody with no role of their own see it.
async function world() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ authentication: atIdp(idp) });
  const as = async (oid) => {
    idp.person.oid = oid;
    const browser = new Browser();
    await signIn(browser, gateway);
    return async (method, path, body, headers = {}) => {
      const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json';
      const answer = await browser.send(`${gateway.origin}/api/v1/${path}`, { method, body: body && JSON.stringify(body),
        headers: { accept: 'application/json', ...(body && { 'content-type': type }), ...headers } });
      return { status: answer.status, tag: answer.headers.etag, body: JSON.parse(answer.text) };
    };
  };
  return { gateway, administrator: await as(ADMINISTRATOR), consumer: await as(CONSUMER) };
}

test('access API: what an administrator makes is there after a restart, with its versions', async () => {
  const { gateway, administrator } = await world();
  assert.equal((await administrator('POST', 'policies', { name: 'P', rules: [view] })).status, 201);
  assert.equal((await administrator('POST', 'roles', { name: 'R', policies: ['P'] })).status, 201);
  const team = await administrator('POST', 'teams', { name: 'Shop', teamType: 'Group', defaultRoles: ['R'], isJoinable: false, email: 'shop@contoso.example' });
  assert.equal(team.status, 201);
  const changed = await administrator('PATCH', `teams/${team.body.id}`, [{ op: 'add', path: '/description', value: 'Sells.' }]);
  assert.deepEqual([changed.status, changed.body.version, changed.body.description], [200, 0.2, 'Sells.']);
  await gateway.restart();
  const { body } = await administrator('GET', 'teams/name/Shop?fields=defaultRoles,parents');
  assert.deepEqual([body.id, body.isJoinable, body.email, body.defaultRoles[0].name, body.parents[0].name],
    [team.body.id, false, 'shop@contoso.example', 'R', 'Organization']);
  const { versions } = (await administrator('GET', `teams/${team.body.id}/versions`)).body;
  assert.deepEqual(versions.map((text) => JSON.parse(text).description), ['Sells.', undefined]);
  assert.equal((await administrator('GET', `teams/${team.body.id}/versions/0.1`)).body.version, 0.1);
});

test('access API: two editors lose nothing, and whoever lacks the right changes nothing', async () => {
  const { gateway, administrator, consumer } = await world();
  const seen = await administrator('GET', 'roles/name/DataSteward');
  const path = `roles/${seen.body.id}`;
  const describe = (text) => [{ op: 'add', path: '/description', value: text }];
  assert.equal((await administrator('PATCH', path, describe('first'), { 'if-match': seen.tag })).status, 200);
  assert.equal((await administrator('PATCH', path, describe('second'), { 'if-match': seen.tag })).status, 412);
  assert.equal((await consumer('GET', path)).body.description, 'first');
  const refused = await consumer('PATCH', path, [{ op: 'add', path: '/policies/-', value: 'DataConsumerPolicy' }]);
  assert.equal(refused.status, 403);
  assert.match(refused.body.message, /operations \[EditPolicy\] not allowed/);
  const evil = { ...view, condition: "T(java.lang.Runtime).getRuntime().exec('id')" };
  assert.equal((await consumer('PUT', 'policies', { name: 'Evil', rules: [evil] })).status, 403, 'CVE-2024-28253');
  assert.equal((await administrator('DELETE', 'policies/name/OrganizationPolicy?hardDelete=true')).status, 400);
  const [line] = await gateway.heard('entity_changed');
  assert.deepEqual([line.level, line.change, line.type, line.name], ['audit', 'changed', 'role', 'DataSteward']);
});

test('access API: a policy is in force as soon as its change is answered', async () => {
  const { administrator, consumer } = await world();
  assert.equal((await consumer('GET', 'roles')).status, 200);
  const blind = { name: 'Blind', rules: [{ ...view, effect: 'deny' }] };
  assert.equal((await administrator('POST', 'policies', blind)).status, 201);
  assert.equal((await administrator('PATCH', 'teams/name/Organization', [{ op: 'add', path: '/policies/-', value: 'Blind' }])).status, 200);
  assert.equal((await consumer('GET', 'roles')).status, 403);
  assert.equal((await administrator('PATCH', 'teams/name/Organization', [{ op: 'replace', path: '/policies', value: ['OrganizationPolicy'] }])).status, 200);
  assert.equal((await consumer('GET', 'roles')).status, 200);
});
