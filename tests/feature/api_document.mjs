// /api/v1/openapi.json against the API itself: the document is valid, every answer has the shape that it describes, and
// the commands on the page for people work.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Idp } from '../evil_idp/idp.mjs';
import { cleanup, test } from '../support.mjs';
import { Browser, atIdp, keepSecret, signIn, startGateway } from './world.mjs';

const ADMINISTRATOR = '00000000-0000-4000-8000-00000000ad31';
const PASSWORD = 'canary: eleven chairs under a tree';
keepSecret(PASSWORD, 'password');
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
// What the scenario below cannot have: there is no mail server and no second factor, and SCIM's Me is never served.
const NEVER_DONE = [/^POST .*(generatePasswordResetLink|signup)$/, /^PUT .*(registrationConfirmation|resendRegistrationToken)$/, /^DELETE .*secondFactor$/, /^\w+ \/scim\/v2\/Me$/];

const template = (path) => new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);

// The API as the document describes it. `done` holds what was answered with success, and `wrong` what differs.
class Described {
  constructor(document) {
    this.document = document;
    this.done = new Set();
    this.wrong = [];
    this.ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(this.ajv);
    this.compiled = new Map();
  }

  // The operation, by the path with the fewest parameters that covers this one.
  find(method, path) {
    const paths = Object.keys(this.document.paths).filter((one) => template(one).test(path)).sort((a, b) => a.split('{').length - b.split('{').length);
    const found = paths.find((one) => this.document.paths[one][method.toLowerCase()]);
    assert.ok(found, `${method} ${path} is not in the document`);
    return { name: `${method} ${found}`, operation: this.document.paths[found][method.toLowerCase()] };
  }

  check(what, schema, value) {
    const key = JSON.stringify(schema);
    if (!this.compiled.has(key)) this.compiled.set(key, this.ajv.compile({ components: this.document.components, ...schema }));
    const validate = this.compiled.get(key);
    if (!validate(value)) this.wrong.push(`${what}: ${this.ajv.errorsText(validate.errors)}\n  ${JSON.stringify(value).slice(0, 600)}`);
  }

  request(method, path, body, type) {
    const { name, operation } = this.find(method, path);
    const content = operation.requestBody?.content;
    if (body === undefined) return;
    if (!content?.[type]) this.wrong.push(`${name} takes no ${type}`);
    else this.check(`${name} takes`, content[type].schema, body);
  }

  answer(method, path, { status, type, text }) {
    const { name, operation } = this.find(method, path);
    const response = status < 300 ? operation.responses['2XX'] : operation.responses[status] ?? operation.responses.default;
    if (status < 300) this.done.add(name);
    if (!response.content || status === 204) return void (text && this.wrong.push(`${name} gives a body`));
    const content = response.content[type];
    if (!content) return void this.wrong.push(`${name} gives ${type}, not ${Object.keys(response.content)}`);
    const values = type === 'application/x-ndjson' || type === 'text/plain' ? [text] : [JSON.parse(text)];
    for (const value of values) this.check(`${name} gives (${status})`, content.schema, value);
  }

  undone() {
    return Object.entries(this.document.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => `${method.toUpperCase()} ${path}`))
      .filter((name) => !this.done.has(name) && !NEVER_DONE.some((never) => never.test(name)));
  }
}

// A gateway with local accounts beside its provider, an administrator there, and a client that checks whatever passes.
async function world() {
  const idp = await new Idp().start();
  cleanup(() => idp.stop());
  const gateway = await startGateway({ name: 'document', authentication: atIdp(idp), rest: 'localAccounts: {besideProvider: true}' });
  idp.person.oid = ADMINISTRATOR;
  const browser = new Browser();
  await signIn(browser, gateway, '/signed-out');
  const described = new Described(JSON.parse((await browser.get(`${gateway.origin}/api/v1/openapi.json`)).text));
  const send = async (by, method, address, body, { expected = 300, type, refused } = {}) => {
    const path = address.split('?')[0];
    const kind = type ?? (path.startsWith('/scim/') ? 'application/scim+json' : method === 'PATCH' ? 'application/json-patch+json' : 'application/json');
    described.request(method, path, body, kind);
    const options = { method, body: body === undefined ? undefined : JSON.stringify(body), headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin', ...(body !== undefined && { 'content-type': kind }), ...(typeof by === 'string' && { authorization: `Bearer ${by}` }) } };
    let answer;
    if (by instanceof Browser) {
      const got = await by.send(gateway.origin + address, options);
      answer = { status: got.status, type: (got.headers['content-type'] ?? '').split(';')[0], text: got.text };
    } else {
      const got = await fetch(gateway.origin + address, options);
      answer = { status: got.status, type: (got.headers.get('content-type') ?? '').split(';')[0], text: await got.text() };
    }
    described.answer(method, path, answer);
    assert.ok(refused ? answer.status >= 400 && answer.status < 500 : answer.status < expected || answer.status === expected, `${method} ${address}: ${answer.status} ${answer.text}`);
    try { return JSON.parse(answer.text); } catch { return answer.text; }
  };
  // A request that neither the document nor the API takes.
  send.wrong = async (by, method, address, body) => {
    const before = described.wrong.length;
    await send(by, method, address, body, { refused: true });
    const added = described.wrong.splice(before);
    if (added.length !== 1) described.wrong.push(...added, `${method} ${address} ${JSON.stringify(body)}: the document objects ${added.length} times`);
  };
  return { gateway, browser, described, send };
}

const by = (send, caller) => Object.assign((...words) => send(caller, ...words), { wrong: (...words) => send.wrong(caller, ...words) });

const rule = { name: 'see', effect: 'allow', operations: ['ViewAll'], resources: ['table'], condition: 'isOwner()' };

// JSON Patches that no noun takes: the document says so of each, as the API does.
const NO_PATCHES = [{ op: 'add', path: '/description' }, { op: 'replace', path: '/id', value: 'x' }, { op: 'replace', path: '/version', value: 7 }, { op: 'append', path: '/description', value: 'x' }, { op: 'add', path: 'description', value: 'x' },
  { op: 'copy', path: '/description' }, { op: 'move', from: '/name', path: '/description' }, { path: '/description', value: 'x' }, { op: 'add', path: '/descriptions', value: 'x' }];

// What each noun can do. `make` is the body of a new one, and `change` a JSON Patch.
async function walkNoun(admin, base, noun, make, change) {
  const made = await admin('POST', `${base}/${noun}`, make);
  const one = `${base}/${noun}/${made.id}`;
  const named = `${base}/${noun}/name/${encodeURIComponent(made.name)}`;
  await admin('PUT', `${base}/${noun}`, { ...make, description: 'Another one' });
  for (const path of [one, named]) {
    await admin('GET', `${path}?fields=*`);
    await admin('PATCH', path, change);
    await admin('PATCH', path, [{ op: 'test', path: '/id', value: made.id }, { op: 'copy', from: '/name', path: '/description' }, { op: 'replace', path: '/description', value: 'Copied' }]);
  }
  for (const operation of NO_PATCHES) await admin.wrong('PATCH', one, [operation]);
  await admin('GET', `${base}/${noun}?limit=2&fields=*`);
  const { versions } = await admin('GET', `${one}/versions`);
  assert.ok(versions.length > 0);
  await admin('GET', `${one}/versions/0.1`);
  await admin('DELETE', one);
  await admin('GET', `${one}?include=deleted`);
  await admin('PUT', `${base}/${noun}/restore`, { id: made.id });
  await admin('DELETE', named);
  await admin('PUT', `${base}/${noun}/restore`, { id: made.id });
  await admin('GET', `${one}/versions/99.9`, undefined, { expected: 404 });
  await admin('POST', `${base}/${noun}`, make, { expected: 409 });
  return made;
}

const describe = [{ op: 'add', path: '/description', value: 'Changed' }];

async function walkTokens(admin, base, bot) {
  const token = await admin('PUT', `${base}/users/security/token`, { tokenName: 'script', JWTTokenExpiry: '7', scope: { operations: [{ resource: 'table', operations: ['ViewAll'] }] } });
  keepSecret(token.jwtToken, 'a personal token');
  await admin('GET', `${base}/users/security/token`);
  await admin('PUT', `${base}/users/security/token/revoke`, { tokenIds: [token.token] });
  const { JWTToken } = await admin('PUT', `${base}/users/generateToken/${bot.id}`, { JWTTokenExpiry: 'OneHour' });
  keepSecret(JWTToken, 'a token of a bot');
  await admin('GET', `${base}/users/token/${bot.id}`);
  await admin('GET', `${base}/users/auth-mechanism/${bot.id}`);
  await admin('PUT', `${base}/users/revokeToken`, { id: bot.id });
  await admin('POST', `${base}/users/revokeToken`, { id: bot.id });
}

async function walkAccount(send, browser, base, email) {
  const admin = (...words) => send(browser, ...words);
  const person = await admin('POST', `${base}/users`, { name: email.split('@')[0], email });
  const { link } = await admin('POST', `/api/sallyport/v1/users/${person.id}/passwordLink`);
  const token = new URL(link).searchParams.get('link');
  keepSecret(token, 'one-time link');
  await send(null, 'POST', `${base}/users/password/reset`, { password: PASSWORD, confirmPassword: PASSWORD, token });
  await send(null, 'POST', `${base}/users/login`, { email, password: Buffer.from('wrong').toString('base64') }, { expected: 401 });
  const login = await send(null, 'POST', `${base}/users/login`, { email, password: Buffer.from(PASSWORD).toString('base64') });
  const refreshed = await send(null, 'POST', `${base}/users/refresh`, { refreshToken: login.refreshToken });
  for (const one of [login, refreshed]) for (const secret of [one.accessToken, one.refreshToken]) keepSecret(secret, 'token');
  await send(refreshed.accessToken, 'PUT', `${base}/users/changePassword`, { oldPassword: PASSWORD, newPassword: `${PASSWORD}!`, confirmPassword: `${PASSWORD}!`, requestType: 'SELF' });
  const again = await send(null, 'POST', `${base}/users/login`, { email, password: Buffer.from(`${PASSWORD}!`).toString('base64') });
  for (const secret of [again.accessToken, again.refreshToken]) keepSecret(secret, 'token');
  await send(again.accessToken, 'POST', `${base}/users/logout`, { refreshToken: again.refreshToken });
  await send(null, 'POST', `${base}/users/generatePasswordResetLink`, { email }, { expected: 424 });
  for (const verb of ['checkEmailInUse', 'checkEmailVerified']) await admin('POST', `${base}/users/${verb}`, { email });
  await admin('GET', `/api/sallyport/v1/users/${person.id}/secondFactor`);
  return person;
}

const question = { operation: 'ViewAll', resource: 'table', id: '7', owners: [{ type: 'team', name: 'Organization' }], tags: ['PII.None'] };

async function walkPermissions(admin, base, mark) {
  await admin('POST', `${base}/permissions/check`, { questions: [question, { operations: ['EditTags'], resource: 'table' }] });
  await admin('POST', `${base}/permissions/check`, { questions: [] }, { expected: 400 });
  await admin('POST', `${base}/permissions/explain`, { question, principal: { name: `person${mark}` } });
  await admin('POST', `${base}/permissions/why`, { path: '/x', through: 'check', principal: { name: `person${mark}` } });
  for (const path of ['audit/logs?limit=5', 'audit/logs?outcome=done&limit=1', 'audit/export?limit=5']) await admin('GET', `${base}/${path}`);
  for (const path of ['users/loggedInUser', 'users/loggedInUser?fields=*', 'users/loggedInUser/groupTeams', 'teams/hierarchy']) await admin('GET', `${base}/${path}`);
}

async function walkScim(send, admin) {
  await admin('POST', '/api/v1/policies', { name: 'Provisioning', rules: [{ ...rule, operations: ['Provision'], resources: ['scim'], condition: '' }] });
  await admin('POST', '/api/v1/roles', { name: 'Provisioning', policies: ['Provisioning'] });
  const account = await admin('POST', '/api/v1/users', { name: 'entra', email: 'entra@app.example', isBot: true, roles: ['Provisioning'] });
  const { JWTToken } = await admin('PUT', `/api/v1/users/generateToken/${account.id}`, { JWTTokenExpiry: '1' });
  keepSecret(JWTToken, 'a token of a bot');
  const scim = (method, path, ...rest) => send(JWTToken, method, `/scim/v2/${path}`, ...rest);
  const SCIM = 'urn:ietf:params:scim:';
  const patch = { schemas: [`${SCIM}api:messages:2.0:PatchOp`], Operations: [{ op: 'replace', path: 'displayName', value: 'Changed' }] };
  const USER = `${SCIM}schemas:core:2.0:User`, GROUP = `${SCIM}schemas:core:2.0:Group`, ENTERPRISE = `${SCIM}schemas:extension:enterprise:2.0:User`;
  const kinds = { Groups: { schemas: [GROUP], externalId: '00000000-0000-4000-8000-000000000b0c', displayName: 'Shop' },
    Users: { schemas: [USER, ENTERPRISE], externalId: '00000000-0000-4000-8000-000000000b0b', userName: 'bob@contoso.example', active: true, name: { givenName: 'Bob', familyName: 'Example' }, emails: [{ value: 'bob@contoso.example', type: 'work', primary: true }], [ENTERPRISE]: { department: 'Toys', manager: { value: '7' } } } };
  const wrong = { Groups: [{ schemas: [GROUP] }, { schemas: [GROUP], displayName: 'X', roles: ['Admin'] }], Users: [{ schemas: [USER], externalId: 'x' }, { ...kinds.Users, password: 'x' }, { ...kinds.Users, emails: [{ mail: 'x' }] }, { ...kinds.Users, [ENTERPRISE]: { salary: '7' } }] };
  const made = {};
  for (const [kind, body] of Object.entries(kinds)) {
    const { id } = made[kind] = await scim('POST', kind, body);
    await scim('GET', `${kind}?count=1`);
    await scim('POST', `${kind}/.search`, { schemas: [`${SCIM}api:messages:2.0:SearchRequest`], count: 1 });
    await scim('GET', `${kind}/${id}`);
    await scim('GET', `${kind}/${id}?attributes=meta`);
    await scim('PUT', `${kind}/${id}`, body);
    await scim('PATCH', `${kind}/${id}`, patch, { type: 'application/scim+json' });
    await scim('GET', `${kind}?filter=nonsense(`, undefined, { expected: 400 });
    for (const one of wrong[kind]) await send.wrong(JWTToken, 'POST', `/scim/v2/${kind}`, one);
    await send.wrong(JWTToken, 'PATCH', `/scim/v2/${kind}/${id}`, { ...patch, Operations: [{ op: 'delete', path: 'displayName' }] });
  }
  const join = { ...patch, Operations: [{ op: 'Add', path: 'members', value: [{ value: made.Users.id }] }] };
  await scim('PATCH', `Groups/${made.Groups.id}`, join);
  const shown = await scim('GET', `Users/${made.Users.id}`);
  assert.equal(shown.groups[0].value, made.Groups.id);
  assert.equal((await scim('GET', `Groups/${made.Groups.id}`)).members.length, 1);
  for (const kind of ['Groups', 'Users']) await scim('DELETE', `${kind}/${made[kind].id}`);
  const { Operations } = await scim('POST', 'Bulk', { schemas: [`${SCIM}api:messages:2.0:BulkRequest`], failOnErrors: 5, Operations: [{ method: 'POST', path: '/Users', bulkId: 'b', data: { ...kinds.Users, externalId: 'b', userName: 'bulk@contoso.example' } }, { method: 'DELETE', path: '/Users/bulkId:b' }, { method: 'DELETE', path: '/Users/nobody' }] });
  assert.deepEqual(Operations.map(({ status }) => status), ['201', '204', '404']);
  for (const path of ['ServiceProviderConfig', 'ResourceTypes', 'ResourceTypes/User', 'Schemas', `Schemas/${SCIM}schemas:core:2.0:User`]) await scim('GET', path);
}

// Everything below one of the two addresses of the API, with names of its own.
async function walk({ send, browser }, base, mark) {
  const admin = by(send, browser);
  await walkNoun(admin, base, 'policies', { name: `Policy${mark}`, rules: [rule] }, describe);
  await walkNoun(admin, base, 'roles', { name: `Role${mark}`, policies: [`Policy${mark}`] }, describe);
  await walkNoun(admin, base, 'teams', { name: `Team${mark}`, teamType: 'Group', defaultRoles: [`Role${mark}`], isJoinable: false, email: 'team@contoso.example' }, describe);
  const bot = await walkNoun(admin, base, 'users', { name: `bot${mark}`, email: 'bot@app.example', isBot: true, roles: [`Role${mark}`] }, describe);
  await walkNoun(admin, base, 'bots', { name: `bot${mark}`, botUser: `bot${mark}` }, describe);
  await walkTokens(admin, base, bot);
  await walkAccount(send, browser, base, `person${mark}@contoso.example`);
  await walkPermissions(admin, base, mark);
}

test('API document: it is valid, and each row answers with the bodies that it describes', async () => {
  const all = await world();
  const { described, send, browser } = all;
  const { valid, errors } = await new Validator().validate(structuredClone(described.document));
  assert.ok(valid, JSON.stringify(errors)?.slice(0, 2000));
  await walk(all, '/api/v1', '1');
  await walk(all, '/api/sallyport/v1', '2');
  const admin = (...words) => send(browser, ...words);
  for (const path of ['system/config/auth', 'system/config/authorizer', 'system/config/jwks', 'system/version', 'openapi.json', 'auth/refresh', 'permissions', 'permissions/table', 'permissions/table/7', 'permissions/table/name/seven',
    'policies/resources', 'policies/functions', 'policies/validation/condition/isOwner()']) await admin('GET', `/api/v1/${path}`);
  await admin('GET', '/api/v1/roles/name/nowhere', undefined, { expected: 404 });
  for (const path of ['/api/v1/roles', '/scim/v2/Users']) await send(null, 'GET', path, undefined, { expected: 401 });
  const people = await admin('GET', '/api/v1/users/name/person1');
  await admin('PUT', `/api/sallyport/v1/users/${people.id}/disabled`, { disabled: true });
  await admin('GET', `/api/sallyport/v1/users/${people.id}/disabled`);
  await walkScim(send, admin);
  assert.deepEqual(described.wrong, []);
  assert.deepEqual(described.undone(), [], 'each row of the document was answered');
});

test('API document: the commands on the page for people work as they stand there, one after another', async () => {
  const { gateway, browser } = await world();
  const page = await browser.get(`${gateway.origin}/api/v1/docs`);
  const commands = [...page.text.matchAll(/<pre>([^<]+)<\/pre>/g)].map(([, text]) => text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'));
  assert.ok(commands.length >= 7, page.text.slice(0, 300));
  const refreshed = await browser.send(`${gateway.origin}/api/v1/auth/refresh`, { headers: { 'sec-fetch-site': 'same-origin' } });
  const env = { PATH: process.env.PATH, URL: gateway.origin, TOKEN: JSON.parse(refreshed.text).accessToken };
  for (const command of commands) {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { env, encoding: 'utf8', timeout: 60_000 });
    assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
    assert.ok(JSON.parse(stdout), command);
  }
});
