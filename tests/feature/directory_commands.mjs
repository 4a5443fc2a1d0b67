// A directory made only by commands, without a seed. A sign-in must show what the commands made.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { temporaryFolder, test, until } from '../support.mjs';
import { totp } from '../totp.mjs';
import { Browser, binary, keepSecret, run, serveDirectory } from './world.mjs';

const TENANT = '7c3f8e50-9b42-4dac-8e6f-2a3b4c5d6e7f';
const ALICE = 'alice@contoso.example';
const PASSWORD = 'a password that the test made up';
const REDIRECT = 'http://localhost/callback';

// A folder and its commands. Each command returns its output, or fails the test with its error.
function directoryAt(folder) {
  const ask = (...words) => run(['directory', ...words, '--data-dir', folder]);
  const done = (...words) => {
    const { code, out, err } = ask(...words);
    assert.equal(code, 0, `${words.join(' ')}: ${err}`);
    return out;
  };
  return { folder, ask, done, made: (...words) => JSON.parse(done(...words, '--json')) };
}

// Contoso with Alice, who is Admin through the group Staff, and one application.
function contoso() {
  const there = directoryAt(temporaryFolder('directory'));
  assert.deepEqual(there.made('tenant', 'create', '--name', 'Contoso', '--domain', 'contoso.example', '--id', TENANT, '--new-directory'), { tenant: TENANT });
  const added = run(['directory', 'user', 'add', ALICE, '--display-name', 'Alice Adams', '--email', ALICE, '--password-stdin', '--json', '--data-dir', there.folder],
    { input: `${PASSWORD}\n` });
  assert.equal(added.code, 0, added.err);
  keepSecret(PASSWORD, 'password');
  const alice = JSON.parse(added.out);
  assert.ok(!('password' in alice), 'a password that was given is not shown');
  const group = there.made('group', 'create', '--name', 'Staff');
  there.done('group', 'member', 'add', 'Staff', ALICE);
  const app = there.made('app', 'create', '--name', 'Desk', '--redirect-uri', `web:${REDIRECT}`, '--role', 'Viewer', '--groups', '--optional-claim', 'email');
  keepSecret(app.secret, 'client secret');
  there.done('app', 'role', 'add', app.client_id, 'Admin');
  there.done('app', 'assignment', 'add', app.client_id, 'Staff', '--role', 'Admin');
  return { ...there, alice: alice.id, group: group.id, client: app.client_id, secret: app.secret };
}

async function start(there) {
  const { process, origin } = await serveDirectory(there.folder);
  assert.ok(!process.output.includes('has been filled'), 'what was made by command is not seeded over');
  return origin;
}

// Signs Alice in and redeems the code with `secret`.
async function tokens(there, origin, secret = there.secret) {
  const verifier = randomBytes(32).toString('base64url');
  const ask = new URLSearchParams({ client_id: there.client, response_type: 'code', redirect_uri: REDIRECT, scope: 'openid profile email',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' });
  const browser = new Browser();
  const away = (url) => url.startsWith(REDIRECT);
  const page = await browser.get(`${origin}/${TENANT}/oauth2/v2.0/authorize?${ask}`);
  const back = await browser.signIn(page, ALICE, PASSWORD, { stop: away });
  const code = new URL(back.location).searchParams.get('code');
  const answer = await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ client_id: there.client,
    client_secret: secret, grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier }) });
  return { status: answer.status, ...await answer.json() };
}

async function claims(there, origin, secret) {
  const answer = await tokens(there, origin, secret);
  assert.equal(answer.status, 200, answer.error_description);
  keepSecret(answer.id_token, 'token');
  return JSON.parse(Buffer.from(answer.id_token.split('.')[1], 'base64url'));
}

test('directory: tenant, person, group, member, app, role, assignment and secret are made by command', async () => {
  const there = contoso();
  const origin = await start(there);
  const said = await claims(there, origin);
  assert.deepEqual([said.tid, said.oid, said.name, said.email, said.preferred_username], [TENANT, there.alice, 'Alice Adams', ALICE, ALICE]);
  assert.deepEqual([said.roles, said.groups], [['Admin'], [there.group]]);
  const second = there.made('app', 'secret', 'add', there.client, '--name', 'second');
  keepSecret(second.secret, 'client secret');
  assert.deepEqual((await claims(there, origin, second.secret)).roles, ['Admin'], 'of a directory that runs');
});

test('directory: what a command takes away is gone from the next token', async () => {
  const there = contoso();
  const origin = await start(there);
  there.done('app', 'assignment', 'add', there.client, ALICE, '--role', 'Viewer');
  assert.deepEqual((await claims(there, origin)).roles.sort(), ['Admin', 'Viewer']);
  there.done('app', 'assignment', 'remove', there.client, 'Staff', '--role', 'Admin');
  assert.deepEqual((await claims(there, origin)).roles, ['Viewer']);
  there.done('group', 'member', 'remove', there.group, ALICE);
  assert.ok(!('groups' in await claims(there, origin)));
});

test('A19: secrets and roles that commands add at once are all there', async () => {
  const there = contoso();
  const origin = await start(there);
  const roles = [0, 1, 2, 3, 4].map((i) => `Role${i}`);
  const add = async (...words) => JSON.parse((await promisify(execFile)(binary, ['directory', 'app', ...words, '--json', '--data-dir', there.folder])).stdout);
  const added = await Promise.all(roles.flatMap((role) => [add('secret', 'add', there.client, '--name', role), add('role', 'add', there.client, role)]));
  const secrets = added.map((each) => each.secret).filter(Boolean);
  assert.equal(secrets.length, roles.length);
  for (const secret of secrets) keepSecret(secret, 'client secret');
  await Promise.all(roles.map((role) => add('assignment', 'add', there.client, ALICE, '--role', role)));
  for (const secret of [there.secret, ...secrets]) assert.deepEqual((await claims(there, origin, secret)).roles.sort(), ['Admin', ...roles]);
});

test('directory: a tenant that a command adds is served by a directory that runs', async () => {
  const there = contoso();
  const origin = await start(there);
  const discovery = `${origin}/fabrikam.example/v2.0/.well-known/openid-configuration`;
  assert.notEqual((await fetch(discovery)).status, 200);
  const { tenant } = there.made('tenant', 'create', '--name', 'Fabrikam', '--domain', 'fabrikam.example');
  await until('the new tenant', async () => (await fetch(discovery)).status === 200);
  assert.equal((await (await fetch(discovery)).json()).issuer, `${origin}/${tenant}/v2.0`);
});

test('directory: the lists show what there is', () => {
  const there = contoso();
  assert.equal(there.done('tenant', 'list'), `${TENANT}  Contoso  contoso.example\n`);
  assert.equal(there.done('user', 'list'), `${there.alice}  ${ALICE}  Alice Adams\n`);
  assert.equal(there.done('group', 'list', '--tenant', 'contoso.example'), `${there.group}  Staff\n    ${ALICE}\n`);
  there.done('app', 'redirect-uri', 'add', there.client, 'spa:http://localhost/page');
  assert.equal(there.done('app', 'list'), `${there.client}  Contoso  Desk\n    web:${REDIRECT}\n    spa:http://localhost/page\n`);
  assert.match(there.done('user', 'add', 'bob@contoso.example'), /^password: .{12} {3}\(shown this once\)$/m);
  there.done('user', 'disable', 'bob@contoso.example');
  assert.match(there.done('user', 'list'), /bob@contoso\.example .*\(disabled\)\n$/);
});

// The app-only token for the API, or the refusal.
async function appToken(there, origin, scope) {
  const answer = await fetch(`${origin}/${TENANT}/oauth2/v2.0/token`, { method: 'POST',
    body: new URLSearchParams({ client_id: there.client, client_secret: there.secret, grant_type: 'client_credentials', scope }) });
  const body = await answer.json();
  return body.access_token ? JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url')) : body;
}

test('directory: an application gets a role of another, through its service principal and not through a group', async () => {
  const there = contoso();
  const origin = await start(there);
  const api = there.made('app', 'create', '--name', 'API', '--role', 'Job', '--assignment-required');
  keepSecret(api.secret, 'client secret');
  const scope = `api://${api.client_id}/.default`;
  const refused = await appToken(there, origin, scope);
  assert.equal(refused.error_codes?.[0], 50105);
  assert.match(refused.error_description, /is not assigned to a role for the application/);
  there.done('group', 'create', '--name', 'Jobs', '--member', there.client);
  there.done('app', 'assignment', 'add', api.client_id, 'Jobs', '--role', 'Job');
  assert.ok(!('roles' in await appToken(there, origin, scope)), 'a role through a group is not for applications');
  there.done('app', 'assignment', 'add', api.client_id, there.client, '--role', 'Job');
  const claims = await appToken(there, origin, scope);
  assert.deepEqual([claims.roles, claims.ver, claims.sub], [['Job'], '1.0', claims.oid], 'v1, as at Entra ID');
  there.done('app', 'set', api.client_id, '--access-token-version', '2');
  assert.equal((await appToken(there, origin, scope)).ver, '2.0');
});

test('directory: consent, permissions and properties are changed by command', async () => {
  const there = contoso();
  const origin = await start(there);
  const lists = () => there.done('app', 'consent', 'list', there.client);
  assert.equal(lists(), '');
  await claims(there, origin);
  assert.equal(lists(), `Microsoft Graph  ${ALICE}  openid  profile  email  User.Read\n`, 'what Alice accepted');
  there.done('app', 'permission', 'add', there.client, 'graph', 'Directory.Read.All');
  there.done('app', 'consent', 'grant', there.client);
  assert.match(lists(), /Microsoft Graph {2}everybody .*Directory\.Read\.All/);
  there.done('app', 'consent', 'revoke', there.client, '--person', ALICE);
  there.done('app', 'consent', 'revoke', there.client, '--scope', 'Directory.Read.All');
  assert.equal(lists(), 'Microsoft Graph  everybody  User.Read  openid  profile  email  offline_access\n');
  there.done('app', 'properties', there.client, '--enabled', 'no');
  const refused = await appToken(there, origin, `api://${there.client}/.default`);
  assert.equal(refused.error_codes?.[0], 7000112);
});

// Opens the sign-in of the application and enters the password. Returns the browser and the answer.
async function signIn(there, origin) {
  const ask = new URLSearchParams({ client_id: there.client, response_type: 'code', redirect_uri: REDIRECT, scope: 'openid', code_challenge: 'A'.repeat(43), code_challenge_method: 'S256' });
  const browser = new Browser();
  const away = (url) => url.startsWith(REDIRECT);
  const page = await browser.get(`${origin}/${TENANT}/oauth2/v2.0/authorize?${ask}`);
  return { browser, away, answer: await browser.signIn(page, ALICE, PASSWORD, { stop: away }) };
}

test('directory: policies made by command decide about the next sign-in, and are switched off and removed', async () => {
  const there = contoso();
  there.done('app', 'consent', 'grant', there.client);
  const origin = await start(there);
  const outcome = async () => new URL((await signIn(there, origin)).answer.location).searchParams.get('error_description')?.slice(0, 11);
  assert.equal(await outcome(), undefined);
  const { id } = there.made('policy', 'create', '--name', 'No way', '--app', 'Desk', '--group', 'Staff', '--require', 'block');
  assert.match(there.done('policy', 'list'), new RegExp(`^${id}  enabled  No way$`, 'm'));
  assert.equal(await outcome(), 'AADSTS53003');
  there.done('policy', 'state', id, 'report-only');
  assert.equal(await outcome(), undefined);
  there.done('policy', 'remove', id);
  assert.equal(there.done('policy', 'list'), '');
  const managed = there.made('policy', 'create', '--name', 'Managed devices', '--app', 'Desk', '--require', 'compliant-device');
  assert.equal(await outcome(), 'AADSTS53000');
  there.done('policy', 'remove', managed.id);
  there.done('policy', 'location', 'add', '--name', 'Here', '--network', '127.0.0.0/8', '::1', '--trusted');
  assert.match(there.done('policy', 'location', 'list'), /Here  trusted  127\.0\.0\.0\/8  ::1$/m);
  const outside = there.made('policy', 'create', '--name', 'Only here', '--exclude-location', 'Here', '--require', 'block');
  assert.equal(await outcome(), undefined);
  assert.match(there.ask('policy', 'location', 'remove', 'Here').err, /location_used/);
  there.done('policy', 'remove', outside.id);
  there.done('policy', 'location', 'remove', 'Here');
});

test('directory: a second factor is set up at the sign-in, and taken away by command', async () => {
  const there = contoso();
  there.done('app', 'consent', 'grant', there.client);
  const origin = await start(there);
  there.done('policy', 'create', '--name', 'Second factor', '--app', there.client, '--require', 'mfa');
  assert.equal(there.done('user', 'mfa', 'show', ALICE).trim(), 'none');
  const { browser, away, answer } = await signIn(there, origin);
  const key = answer.text.match(/id="totp-secret">([A-Z2-7]{32})</)?.[1];
  assert.ok(key, answer.text);
  keepSecret(key, 'key of an authenticator');
  const done = await browser.submit(answer, { otc: totp(key), act: 'register_factor' }, { stop: away });
  assert.ok(new URL(done.location).searchParams.get('code'), done.location);
  assert.match(there.done('user', 'mfa', 'show', ALICE), /^[0-9a-f-]{36}  20\d\d-/);
  const again = (await signIn(there, origin)).answer;
  assert.match(again.text, /value="second_factor"/, 'the next browser is asked for a code');
  there.done('user', 'mfa', 'remove', ALICE);
  assert.match((await signIn(there, origin)).answer.text, /value="register_factor"/);
  assert.match(there.ask('user', 'mfa', 'remove', ALICE).err, /no_method/);
});

test('directory: what cannot be so is refused with 1 and a word, and changes nothing', () => {
  const there = contoso();
  there.done('tenant', 'create', '--name', 'Fabrikam', '--domain', 'fabrikam.example');
  const other = ['--tenant', 'fabrikam.example'];
  const lists = () => [['tenant', 'list'], ['user', 'list'], ['group', 'list'], ['user', 'list', ...other], ['group', 'list', ...other], ['app', 'list'], ['policy', 'list'], ['policy', 'location', 'list']].map(
    (words) => there.done(...words));
  const before = lists();
  const refused = [
    ['domain_taken', 'tenant', 'create', '--name', 'Other', '--domain', 'Contoso.example'],
    ['tenant_id_taken', 'tenant', 'create', '--name', 'Other', '--id', TENANT.toUpperCase()],
    ['tenant_domain', 'tenant', 'create', '--name', 'Other', '--domain', 'common'],
    ['no_tenant', 'group', 'create', '--name', 'G', '--tenant', 'nowhere.example'],
    ['user_name_taken', 'user', 'add', 'ALICE@contoso.example'],
    ['user_name', 'user', 'add', 'alice'],
    ['user_id_taken', 'user', 'add', 'mallory@fabrikam.example', ...other, '--id', there.alice.toUpperCase()],
    ['group_id_taken', 'user', 'add', 'mallory@fabrikam.example', ...other, '--id', there.group],
    ['no_app', 'user', 'add', 'bob@contoso.example', '--app', TENANT],
    ['no_role', 'user', 'add', 'bob@contoso.example', '--app', there.client, '--role', 'Owner'],
    ['no_principal', 'group', 'create', '--name', 'G', '--member', 'bob@contoso.example'],
    ['group_id_taken', 'group', 'create', '--name', 'G', '--id', there.group],
    ['group_id_taken', 'group', 'create', '--name', 'G', ...other, '--id', there.group],
    ['user_id_taken', 'group', 'create', '--name', 'G', ...other, '--id', there.alice],
    ['no_group', 'group', 'member', 'add', 'staff', ALICE],
    ['no_group', 'policy', 'create', '--name', 'P', '--group', 'Nobody', '--require', 'mfa'],
    ['no_user', 'policy', 'create', '--name', 'P', '--user', ALICE, '--require', 'mfa', ...other],
    ['policy_controls', 'policy', 'create', '--name', 'P'],
    ['policy_require', 'policy', 'create', '--name', 'P', '--require', 'MFA'],
    ['no_policy', 'policy', 'remove', TENANT],
    ['location_networks', 'policy', 'location', 'add', '--name', 'All', '--network', '0.0.0.0/0'],
    ['no_principal', 'group', 'member', 'add', 'Staff', 'bob@contoso.example'],
    ['member_of_itself', 'group', 'member', 'add', 'Staff', 'Staff'],
    ['client_id_taken', 'app', 'create', '--name', 'Desk', '--client-id', there.client],
    ['client_id_taken', 'app', 'create', '--name', 'Desk', ...other, '--client-id', there.client],
    ['redirect_uri_platform', 'app', 'redirect-uri', 'add', there.client, 'http://localhost/'],
    ['redirect_uri_scheme', 'app', 'redirect-uri', 'add', there.client, 'web:http://desk.example/'],
    ['redirect_uri_taken', 'app', 'redirect-uri', 'add', there.client, `spa:${REDIRECT}`],
    ['role_taken', 'app', 'role', 'add', there.client, 'Admin'],
    ['no_principal', 'app', 'assignment', 'add', there.client, 'Nobody'],
    ['no_role', 'app', 'assignment', 'add', there.client, ALICE, '--role', 'Owner'],
    ['not_assigned', 'app', 'assignment', 'remove', there.client, ALICE],
    ['no_app', 'app', 'secret', 'add', TENANT],
    ['no_scope', 'app', 'consent', 'grant', there.client, '--scope', 'mcp.read'],
    ['no_consent', 'app', 'consent', 'revoke', there.client],
    ['no_role', 'app', 'permission', 'add', there.client, 'graph', 'Nothing.Read', '--application'],
    ['scope_value', 'app', 'scope', 'add', there.client, 'two words'],
    ['access_token_version', 'app', 'set', there.client, '--audience', 'PersonalMicrosoftAccount'],
    ['federated_name', 'app', 'federated', 'add', there.client, '--name', 'x', '--issuer', 'https://idp.example', '--subject', 's'],
    ['not_an_owner', 'app', 'owner', 'remove', there.client, ALICE],
    ['no_principal', 'app', 'properties', there.client, '--tenant', 'fabrikam.example', '--enabled', 'no'],
    ['switch', 'app', 'properties', there.client, '--enabled', 'perhaps'],
    ['directory_role', 'user', 'directory-role', ALICE, 'Owner'],
  ];
  for (const [reason, ...words] of refused) {
    const { code, out, err } = there.ask(...words);
    assert.deepEqual([code, out], [1, ''], words.join(' '));
    assert.match(err, new RegExp(`^sallyport directory: ${reason}\\b`), words.join(' '));
  }
  assert.deepEqual(lists(), before);
  assert.equal(there.ask('tenant', 'create').code, 2);
  assert.equal(there.ask('user', 'add', 'bob@contoso.example', '--role', 'Admin').code, 2, 'a role of which app?');
});

test('B22: explain says what an AADSTS number means, who can fix the cause, and where', () => {
  for (const words of [['AADSTS50011'], ['50011'], ['error_description=AADSTS50011:', 'The', 'redirect', 'URI …'], ['aadsts50011']]) {
    const { code, out } = run(['explain', ...words]);
    assert.equal(code, 0, words.join(' '));
    assert.match(out, /^AADSTS50011: The redirect URI '\{redirect URI\}' specified in the request/);
    for (const part of ['Who can help', 'Where', 'What to do', 'App registrations > your app > Authentication']) assert.ok(out.includes(part), part);
  }
  assert.deepEqual([run(['explain', 'AADSTS999999']).code, run(['explain', 'nonsense']).code, run(['explain']).code], [1, 2, 2]);
  assert.match(run(['explain', '999999']).err, /login\.microsoftonline\.com\/error\?code=999999/);
});

test('directory explain: says what the directory answers to an authorize URL', () => {
  const there = contoso();
  const url = (change = {}, path = `${TENANT}/oauth2/v2.0/authorize`) => {
    const asked = { client_id: there.client, response_type: 'code', redirect_uri: REDIRECT, scope: 'openid profile', ...change };
    return `https://localhost:8443/${path}?${new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== undefined))}`;
  };
  const good = there.done('explain', url());
  assert.match(good, /shows the sign-in page/);
  assert.ok(good.includes(REDIRECT) && good.includes(there.client) && good.includes('Desk'), good);
  const refused = [
    [{ redirect_uri: 'http://localhost/elsewhere' }, 50011, /on a page of the directory/],
    [{ redirect_uri: undefined }, 900971, /on a page of the directory/],
    [{ client_id: '99999999-9999-4999-8999-999999999999' }, 700016, /on a page/],
    [{ client_id: 'desk' }, 700038, /on a page/],
    [{ scope: 'openid mcp.read' }, 650053, /at the redirect URI/],
    [{ scope: 'profile' }, 70011, /at the redirect URI/],
    [{ response_type: 'id_token', nonce: 'n' }, 700054, /at the redirect URI/],
  ];
  for (const [change, code, where] of refused) {
    const said = there.done('explain', url(change));
    assert.match(said, new RegExp(`AADSTS${code}: `), JSON.stringify(change));
    assert.match(said, where, JSON.stringify(change));
    assert.match(said, /What to do/);
  }
  assert.match(there.done('explain', url({}, 'nowhere.example/oauth2/v2.0/authorize')), /AADSTS90002/);
  assert.match(there.done('explain', url({}, 'common/oauth2/v2.0/authorize')), /AADSTS50194/);
  assert.match(there.done('explain', url({ resource: 'https://graph.microsoft.com' }, `${TENANT}/oauth2/authorize`)), /shows the sign-in page/);
  there.done('app', 'redirect-uri', 'add', there.client, 'spa:http://localhost/spa');
  assert.match(there.done('explain', url({ redirect_uri: 'http://localhost/spa' })), /AADSTS9002325/);
  for (const bad of ['desk', 'https://localhost:8443/', url({}, `${TENANT}/oauth2/v2.0/token`), `${url()}&client_id=twice`]) assert.equal(there.ask('explain', bad).code, 1, bad);
});

test('B15: what was made by command is shown, changed and taken away by command', async () => {
  const there = contoso();
  const { client } = there;
  const json = (...words) => JSON.parse(there.done(...words, '--json'));
  assert.deepEqual(json('tenant', 'list'), [{ tenant: TENANT, name: 'Contoso', domains: ['contoso.example'] }]);
  assert.deepEqual(json('user', 'list').map(({ id, user_principal_name: name, enabled }) => [id, name, enabled]), [[there.alice, ALICE, true]]);
  assert.deepEqual(json('group', 'list'), [{ id: there.group, display_name: 'Staff', members: [{ id: there.alice, name: ALICE }] }]);
  assert.deepEqual(json('app', 'list'), [{ tenant: TENANT, client_id: client, display_name: 'Desk', redirect_uris: [`web:${REDIRECT}`] }]);
  there.done('app', 'consent', 'grant', client, '--scope', 'openid');
  assert.deepEqual(json('app', 'consent', 'list', client), [{ api: 'Microsoft Graph', person: null, scopes: ['openid'] }]);

  const second = there.made('app', 'secret', 'add', client, '--name', 'second', '--days', '7');
  keepSecret(second.secret, 'client secret');
  const secrets = json('app', 'secret', 'list', client);
  assert.deepEqual(secrets.map(({ name }) => name), ['first', 'second']);
  assert.ok(Date.parse(secrets[1].expires) - Date.now() < 8 * 86_400_000, secrets[1].expires);
  assert.ok(!JSON.stringify(secrets).includes(second.secret) && second.secret.startsWith(secrets[1].hint), 'the value is shown once');
  there.done('app', 'secret', 'remove', client, second.secret_id);
  assert.equal(json('app', 'secret', 'list', client).length, 1);

  there.done('app', 'redirect-uri', 'add', client, 'spa:http://localhost/spa');
  there.done('app', 'redirect-uri', 'remove', client, 'http://localhost/spa');
  there.done('app', 'role', 'remove', client, 'Viewer');
  there.done('app', 'scope', 'add', client, 'read');
  there.done('app', 'scope', 'remove', client, 'read');
  there.done('app', 'set', client, '--name', 'Office', '--groups', 'All', '--id-tokens', 'yes', '--access-tokens', 'yes', '--logout-url', 'https://desk.example/out',
    '--home-page-url', 'https://desk.example/', '--identifier-uri', `api://${client}`, `api://${client}/v2`);
  const shown = JSON.parse(there.done('app', 'show', client));
  assert.deepEqual([shown.displayName, shown.groupMembershipClaims, shown.web.redirectUris, shown.web.logoutUrl, shown.web.homePageUrl, shown.web.implicitGrantSettings, shown.identifierUris],
    ['Office', 'All', [REDIRECT], 'https://desk.example/out', 'https://desk.example/', { enableIdTokenIssuance: true, enableAccessTokenIssuance: true }, [`api://${client}`, `api://${client}/v2`]]);
  assert.deepEqual([shown.appRoles.map(({ value }) => value), shown.api.oauth2PermissionScopes], [['Admin'], []]);
  for (const [absent, ...words] of [['no_secret', 'secret', 'remove', client, second.secret_id], ['no_redirect_uri', 'redirect-uri', 'remove', client, 'http://localhost/spa'], ['no_role', 'role', 'remove', client, 'Viewer'],
    ['no_scope', 'scope', 'remove', client, 'read'], ['no_certificate', 'certificate', 'remove', client, 'x'], ['no_app', 'show', TENANT], ['group_claims', 'set', client, '--groups', 'Some'], ['switch', 'set', client, '--id-tokens', 'maybe']]) {
    const { code, err } = there.ask('app', ...words);
    assert.equal(code, 1, words.join(' '));
    assert.ok(err.includes(absent), err);
  }
  there.done('app', 'set', client, '--groups', 'SecurityGroup');

  const origin = await start(there);
  assert.ok((await claims(there, origin)).oid);
  const reset = there.made('user', 'reset-password', ALICE);
  keepSecret(reset.password, 'password');
  const old = await tokens(there, origin).catch((error) => ({ error: String(error) }));
  assert.notEqual(old.status, 200, 'the old password is worth nothing');
  const given = run(['directory', 'user', 'reset-password', ALICE, '--password-stdin', '--json', '--data-dir', there.folder], { input: `${PASSWORD}\n` });
  assert.deepEqual([given.code, 'password' in JSON.parse(given.out)], [0, false]);
  assert.equal((await tokens(there, origin)).status, 200);
  there.done('user', 'revoke-sessions', ALICE);

  there.done('group', 'delete', 'Staff');
  there.done('user', 'delete', ALICE);
  there.done('app', 'delete', client);
  assert.deepEqual([json('group', 'list'), json('user', 'list'), json('app', 'list')], [[], [], []]);
  for (const words of [['group', 'delete', 'Staff'], ['user', 'delete', ALICE], ['user', 'reset-password', ALICE], ['user', 'revoke-sessions', ALICE], ['app', 'delete', client]]) assert.equal(there.ask(...words).code, 1, words.join(' '));
});
