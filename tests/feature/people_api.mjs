// People and bots over the API, at a real store.
import assert from 'node:assert/strict';
import { Idp } from '../evil_idp/idp.mjs';
import { cleanup, test } from '../support.mjs';
import { Browser, atIdp, signIn, startGateway } from './world.mjs';

const ADMINISTRATOR = '00000000-0000-4000-8000-00000000ad31';
const CONSUMER = '00000000-0000-4000-8000-00000000a11c';

// A gateway, and its API as an administrator and as somebody without a role see it.
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

test('people API: what an administrator gives counts at once, is kept by a restart, and ends with a deletion', async () => {
  const { gateway, administrator, consumer } = await world();
  const { body: me } = await consumer('GET', 'users/loggedInUser');
  const { body: role } = await administrator('GET', 'roles/name/DataSteward');
  const path = `users/${me.id}`;
  const given = await administrator('PATCH', path, [{ op: 'add', path: '/roles', value: [{ id: role.id, type: 'role' }] }]);
  assert.deepEqual([given.status, given.body.version], [200, 0.2]);
  const roles = async () => (await consumer('GET', 'users/loggedInUser')).body.roles.map(({ name }) => name);
  assert.ok((await roles()).includes('DataSteward'));
  await gateway.restart();
  assert.ok((await roles()).includes('DataSteward'));
  assert.equal((await administrator('PATCH', path, [{ op: 'add', path: '/timezone', value: 'UTC' }], { 'if-match': `"${me.id}/1"` })).status, 412);
  assert.equal((await consumer('PATCH', path, [{ op: 'add', path: '/isAdmin', value: true }])).status, 403);
  assert.equal((await administrator('DELETE', path)).status, 200);
  assert.equal((await consumer('GET', 'users/loggedInUser')).status, 401, 'the session has ended');
  assert.equal((await administrator('PUT', 'users/restore', { id: me.id })).status, 200);
  assert.ok((await administrator('GET', `${path}?fields=roles`)).body.roles.some(({ name }) => name === 'DataSteward'));
  assert.equal((await administrator('GET', `${path}/versions`)).body.versions.length, 4);
});

test('people API: pages lead through everybody in both directions', async () => {
  const { administrator } = await world();
  for (const name of ['eve', 'bob', 'zoe', 'mia'])
    assert.equal((await administrator('POST', 'users', { name, email: `${name}@contoso.example` })).status, 201, name);
  const walk = async (way) => {
    const pages = [];
    for (let cursor = ''; ;) {
      const { body } = await administrator('GET', `users?isBot=false&limit=2${cursor}`);
      pages.push(body.data.map(({ name }) => name));
      if (!body.paging[way]) return pages;
      cursor = `&${way}=${body.paging[way]}`;
    }
  };
  const forward = await walk('after');
  const names = forward.flat();
  assert.deepEqual(names, [...names].sort());
  for (const name of ['eve', 'bob', 'zoe', 'mia']) assert.equal(names.filter((one) => one === name).length, 1, name);
  const { body: again } = await administrator('POST', 'users', { name: 'eve', email: 'eve@contoso.example' });
  assert.deepEqual([again.code, again.message], [409, 'Entity already exists']);
});

test('people API: the bot that is there from the start has a role, no token, and stays', async () => {
  const { administrator, consumer } = await world();
  const { body: bot } = await administrator('GET', 'bots/name/ingestion-bot');
  assert.deepEqual([bot.provider, bot.botUser.name], ['system', 'ingestion-bot']);
  assert.equal((await administrator('DELETE', `bots/${bot.id}`)).status, 400);
  const { body: account } = await administrator('GET', 'users/name/ingestion-bot?fields=roles,authenticationMechanism');
  assert.deepEqual([account.isBot, account.roles.map(({ name }) => name), account.authenticationMechanism], [true, ['IngestionBotRole'], undefined]);
  assert.equal((await consumer('POST', 'bots', { name: 'x', botUser: 'ingestion-bot' })).status, 403);
});
