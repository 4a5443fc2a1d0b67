// OpenMetadata's client for Python, unchanged, at Sallyport's security API. Each answer goes through the classes of the
// client, which refuse a member that they do not know and a value of another shape.
import assert from 'node:assert/strict';
import { Agent } from '../agent.mjs';
import { confidentialClient } from '../configuration.mjs';
import { CLIENT, Idp, SECRET, TENANT } from '../evil_idp/idp.mjs';
import { cleanup, test } from '../support.mjs';
import { startGateway } from './gateway.mjs';
import { make, startProgram } from './programs.mjs';

const ADMINISTRATOR = '00000000-0000-4000-8000-00000000ad31';

async function start() {
  make('openmetadata');  // first, so that nothing is started where it cannot be had
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  idp.person.oid = ADMINISTRATOR;
  const gateway = await startGateway({
    authentication: confidentialClient({ authority: `${idp.origin}/${TENANT}`, tenant: TENANT, clientId: CLIENT, secret: SECRET }) });
  const browser = new Agent();
  await browser.get(`${gateway.origin}/api/v1/auth/login?redirectUri=/signed-out`);
  const call = async (method, path, body) => {
    const answer = await browser.send(`${gateway.origin}/api/v1/${path}`,
      { method, headers: { accept: 'application/json', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }, body: body && JSON.stringify(body) });
    assert.ok([200, 201].includes(answer.status), answer.text);
    return JSON.parse(answer.text);
  };
  const { id } = await call('GET', 'users/name/ingestion-bot');
  const { JWTToken: token } = await call('PUT', `users/generateToken/${id}`, { JWTTokenExpiry: 'OneHour' });
  const program = startProgram('openmetadata', {});
  const ask = (op, more) => program.ask({ op, ...more });
  const good = async (op, more) => {
    const said = await ask(op, more);
    assert.equal(said.error, undefined, `${op} ${JSON.stringify(more)}: ${said.error}: ${said.error_description}`);
    return said;
  };
  const connected = await good('connect', { url: gateway.origin, token, validate: false });
  return { gateway, token, call, ask, good, connected };
}

let started;

// A gateway, and the client with the token of the bot that is there from the start. All tests share them.
const world = () => (started ??= start());

test('OpenMetadata client: connects with the token of a bot', async () => {
  const { connected } = await world();
  assert.match(connected.version, /^\d+\.\d+\.\d+$/);
  assert.equal(connected.healthy, true);
});

// What each noun is made from, and a field of it that is shown on demand.
const BODIES = {
  user: { name: 'sdk-user', email: 'sdk-user@contoso.example', displayName: 'first' },
  team: { name: 'sdk-team', teamType: 'Department', displayName: 'first' },
  policy: { name: 'sdk-policy', displayName: 'first',
    rules: [{ name: 'see', resources: ['table'], operations: ['ViewAll', 'EditTags'], effect: 'allow', condition: 'isOwner() && !hasDomain()' }] },
  role: { name: 'sdk-role', displayName: 'first', policies: ['DataConsumerPolicy'] },
};
const FIELD = { user: 'roles', team: 'parents', policy: 'roles', role: 'policies' };

for (const [noun, body] of Object.entries(BODIES)) {
  test(`OpenMetadata client: a ${noun} is created, read, put, patched, deleted and restored`, async () => {
    const { good, ask } = await world();
    const field = FIELD[noun];
    const { entity: made } = await good('create', { noun, body });
    assert.deepEqual([made.name, made.fullyQualifiedName, made.displayName, made.version, made.deleted], [body.name, body.name, 'first', 0.1, false]);
    assert.equal((await ask('create', { noun, body })).status, 409);
    const { id: key } = made;
    assert.equal((await good('by_id', { noun, key })).entity.name, body.name);
    assert.equal((await good('by_name', { noun, name: body.name })).entity.id, key);
    assert.equal((await good('put', { noun, body: { ...body, displayName: 'second' } })).entity.displayName, 'second');
    const { entity: patched } = await good('patch', { noun, key, change: { displayName: 'third', description: 'changed' } });
    assert.deepEqual([patched.displayName, patched.description], ['third', 'changed']);
    const { count, entity: newest } = await good('versions', { noun, key });
    assert.deepEqual([count, newest.displayName], [3, 'third']);
    await good('delete', { noun, key });
    assert.equal((await good('by_name', { noun, name: body.name })).entity, null, 'what is deleted is not found');
    assert.equal((await good('by_name', { noun, name: body.name, fields: [field], include: 'deleted' })).entity.deleted, true);
    assert.deepEqual([(await good('restore', { noun, key })).entity.id, (await good('by_id', { noun, key })).entity.displayName], [key, 'third']);
    await good('delete', { noun, key, hard: true });
    assert.equal((await good('by_id', { noun, key })).entity, null);
  });
}

test('OpenMetadata client: pages lead through all roles, and each has its policies', async () => {
  const { good } = await world();
  const { names } = await good('everything', { noun: 'role', limit: 2, fields: ['policies'] });
  for (const name of ['DataConsumer', 'DataSteward', 'IngestionBotRole']) assert.equal(names.filter((one) => one === name).length, 1, name);
  const first = await good('page', { noun: 'role', limit: 2 });
  assert.equal(first.total, names.length);
  const second = await good('page', { noun: 'role', limit: 2, after: first.after });
  assert.deepEqual([...first.names, ...second.names], names.slice(0, 4));
  assert.deepEqual((await good('page', { noun: 'role', limit: 2, before: second.before })).names, first.names);
});

test('OpenMetadata client: people, teams, roles, policies and the bot that are there from the start have the shape that the client expects', async () => {
  const { good } = await world();
  const fields = { user: ['roles', 'teams', 'profile'], team: ['parents', 'children', 'users', 'defaultRoles', 'policies', 'inheritedRoles'],
    role: ['policies', 'teams', 'users'], policy: ['teams', 'roles'], bot: [] };
  for (const [noun, wanted] of Object.entries(fields)) {
    const { names } = await good('page', { noun, limit: 100 });
    assert.ok(names.length > 0, noun);
    for (const name of names) assert.equal((await good('by_name', { noun, name, fields: wanted })).entity.name, name);
  }
});

test('OpenMetadata client: a bot is created for its account, and deleted', async () => {
  const { gateway, token, call, good } = await world();
  await call('POST', 'users', { name: 'sdk-bot', email: 'sdk-bot@contoso.example', isBot: true });
  const { jwtToken } = await call('PUT', 'users/security/token', { tokenName: 'sdk', JWTTokenExpiry: '1' });
  await good('connect', { url: gateway.origin, token: jwtToken, validate: false });  // as an administrator, who alone may do this
  const { entity: bot } = await good('create', { noun: 'bot', body: { name: 'sdk-bot', botUser: 'sdk-bot', description: 'first' } });
  assert.deepEqual([bot.botUser.name, bot.botUser.type], ['sdk-bot', 'user']);
  const { id: key } = bot;
  assert.equal((await good('patch', { noun: 'bot', key, change: { description: 'second' } })).entity.description, 'second');
  await good('delete', { noun: 'bot', key });
  assert.equal((await good('restore', { noun: 'bot', key })).entity.description, 'second');
  await good('delete', { noun: 'bot', key, hard: true });
  assert.equal((await good('by_id', { noun: 'bot', key })).entity, null);
  await good('connect', { url: gateway.origin, token, validate: false });
});

test('OpenMetadata client: a token that is wrong is refused, and the client reports it', async () => {
  const { gateway, token, ask, good } = await world();
  await good('connect', { url: gateway.origin, token: `${token.slice(0, -8)}AAAAAAAA`, validate: false });
  assert.equal((await ask('by_name', { noun: 'role', name: 'DataConsumer' })).status, 401);
  await good('connect', { url: gateway.origin, token, validate: false });
});

test('OpenMetadata client: its comparison of versions takes ours for that of an OpenMetadata', async () => {
  const { gateway, token, ask, connected } = await world();
  const said = await ask('connect', { url: gateway.origin, token, validate: true });
  assert.equal(said.error, 'VersionMismatchException');
  assert.ok(said.error_description.includes(connected.version), said.error_description);
});

test('OpenMetadata client: a patch with the ETag of an old version is refused', async () => {
  const { good, ask } = await world();
  const { entity: { id: key } } = await good('create', { noun: 'team', body: { name: 'sdk-etag', teamType: 'Group', displayName: 'first' } });
  assert.equal((await good('patch', { noun: 'team', key, change: { displayName: 'second' } })).entity.version, 0.2);
  const said = await ask('patch', { noun: 'team', key, change: { displayName: 'third' }, if_match: `"${key}/1"` });
  assert.equal(said.status, 412, said.error_description);
  await good('delete', { noun: 'team', key, hard: true });
});
