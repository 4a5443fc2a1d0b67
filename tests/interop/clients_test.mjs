// The client libraries that applications use in production, each in its own language, at the directory over https: every
// flow that the library has, and refusals as the library reports them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { testCase, writeMet } from '../cases.mjs';
import { selfSigned } from '../certificates.mjs';
import { Agent } from '../agent.mjs';
import { test } from '../support.mjs';
import { ADA, DAEMON, NATIVE, PASSWORD, SPA, TENANT, WEB, acceptConsent, directory, signInAtDirectory, startDirectory } from './directory.mjs';
import { startProgram } from './programs.mjs';

const REDIRECT = 'http://localhost:4711/callback';  // nobody listens there; the agent stops before it
const SPA_REDIRECT = 'http://localhost:4711/page/';
const SCOPES = ['User.Read'];
const listed = JSON.parse(readFileSync(new URL('clients.json', import.meta.url), 'utf8'));
const entryOf = (name) => listed.find((entry) => entry.name === name) ?? { name };
const names = new Set();

const running = {};

// The library's program, at the directory that all tests share or, with flags, at one of its own.
async function withProgram(kind, { flags, env } = {}) {
  const there = flags ? await startDirectory(flags) : await directory();
  const program = flags ? startProgram(kind, there, env?.(there)) : (running[kind] ??= startProgram(kind, there));
  const basis = { authority: there.authority, caFile: there.caFile };
  return { there, ask: (op, more) => program.ask({ op, ...basis, ...more }), next: () => program.next() };
}

function clientCase(kind, what, run, options) {
  const name = `${kind}: ${what}`;
  names.add(name);
  testCase(name, entryOf(name), async () => run(await withProgram(kind, options)));
}

const good = (said) => {
  assert.equal(said.error, undefined, `${said.error}: ${said.error_description} ${said.body ?? ''}`);
  return said;
};
const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

// Signs Ada in where the library sends the browser. Returns the address to which the browser is sent back.
async function answerOf({ there }, url) {
  const page = await signInAtDirectory(new Agent({ ca: there.ca }), url, ADA.name, (next) => next.startsWith('http://localhost:4711/'));
  if (page.location) return page.location.replace(/#.*/, '');  // which a browser keeps to itself
  // form_post: MSAL for Java asks for nothing else
  const fields = [...page.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]);
  const target = page.text.match(/<form method="post" action="(http:\/\/localhost:4711\/[^"]*)"/);
  assert.ok(target, page.text.slice(0, 500));
  return `${target[1]}?${new URLSearchParams(fields)}`;
}

async function signIn(program, app = { clientId: WEB.clientId, secret: WEB.secret }, change = {}) {
  const begun = good(await program.ask('begin_code', { scopes: SCOPES, redirectUri: REDIRECT, ...app }));
  const answer = await answerOf(program, begun.url);
  const redeem = () => program.ask('by_code', { scopes: SCOPES, redirectUri: REDIRECT, ...app, answer, code: new URL(answer).searchParams.get('code'), ...change });
  return { said: await redeem(), redeem };
}

// Enters the user code on the directory's page, signs in there, and confirms.
async function confirmDevice({ there }, { user_code: userCode, verification_uri: uri }) {
  assert.ok(userCode && uri, 'a user code');
  const agent = new Agent({ ca: there.ca });
  const stop = () => false;
  let page = await agent.get(new URL(new URL(uri).pathname, there.https).href);
  const field = page.text.match(/name="(user_?code|otc)"/i)?.[1];
  assert.ok(field, `a form for the user code: ${page.status} ${page.text.slice(0, 300)}`);
  page = await agent.submit(page, { [field]: userCode }, { stop });
  if (/name="passwd"/.test(page.text)) page = await agent.submit(page, { login: ADA.name, passwd: PASSWORD, act: 'sign_in' }, { stop });
  page = await acceptConsent(agent, page, stop);
  const button = page.text.match(/name="act" value="(continue|confirm|accept|yes)"/)?.[1];
  if (button) await acceptConsent(agent, await agent.submit(page, { act: button }, { stop }), stop);
}

const self = [`${WEB.clientId}/.default`];
const web = { clientId: WEB.clientId, secret: WEB.secret };

const flows = {
  'client credentials by secret': async ({ ask }) => {
    const { access_token: token } = good(await ask('by_client', { ...web, scopes: self }));
    assert.deepEqual([claimsOf(token).aud, claimsOf(token).tid], [WEB.clientId, TENANT]);
  },
  'client credentials by certificate': async ({ there, ask }) => {
    const { access_token: token } = good(await ask('by_client', { clientId: DAEMON.clientId, ...there.certificate, scopes: [`${DAEMON.clientId}/.default`] }));
    assert.equal(claimsOf(token).aud, DAEMON.clientId);
  },
  'code, and silent renewal': async (program) => {
    const { said } = await signIn(program);
    assert.equal(claimsOf(good(said).access_token).oid, ADA.id);
    if (said.account) assert.equal(said.account, `${ADA.id}.${TENANT}`);
    if (said.username) assert.equal(said.username, ADA.name);
    const renewed = good(await program.ask('silently', { ...web, scopes: SCOPES, person: `${ADA.id}.${TENANT}` }));
    assert.equal(claimsOf(renewed.access_token).oid, ADA.id);
  },
  'device code': async (program) => {
    const started = good(await program.ask('by_device', { clientId: NATIVE.clientId, scopes: SCOPES }));
    await confirmDevice(program, started);
    assert.equal(claimsOf(good(await program.next()).access_token).oid, ADA.id);
  },
  'user name and password': async ({ ask }) => {
    assert.equal(claimsOf(good(await ask('by_password', { clientId: NATIVE.clientId, scopes: SCOPES, person: ADA.name, password: PASSWORD })).access_token).oid, ADA.id);
  },
  'managed identity': async ({ ask }) => {
    const { access_token: token } = good(await ask('managed_identity', { resource: `api://${DAEMON.clientId}` }));
    assert.equal(claimsOf(token).appid ?? claimsOf(token).azp, DAEMON.clientId);
  },
  'on behalf of': async (program) => {
    const { access_token: assertion } = good((await signIn(program, { ...web, scopes: self })).said);
    const said = good(await program.ask('on_behalf_of', { ...web, assertion, scopes: SCOPES }));
    assert.equal(claimsOf(said.access_token).oid, ADA.id);
  },
};

// What goes wrong, the number that the library must report, and the OAuth error where it reports one.
const refusals = {
  'a wrong secret': [7000215, 'invalid_client', ({ ask }) => ask('by_client', { ...web, secret: 'wrong', scopes: self })],
  'a client that is not there': [700016, 'unauthorized_client', ({ ask }) => ask('by_client', { ...web, clientId: '99999999-9999-4999-8999-999999999999', scopes: self })],
  'a client id that is no GUID': [700038, 'unauthorized_client', ({ ask }) => ask('by_client', { ...web, clientId: 'web', scopes: self })],
  'a single scope for a program': [1002012, 'invalid_scope', ({ ask }) => ask('by_client', { ...web, scopes: ['api://anything/read'] })],
  'an API that is not registered': [500011, 'invalid_resource', ({ ask }) => ask('by_client', { ...web, scopes: ['api://nobody/.default'] })],
  'a certificate that is not registered': [700027, 'invalid_client', async ({ ask, there }) => {
    const { pem, keyFile } = selfSigned('stranger');
    assert.notEqual(pem, there.certificate.certificate);
    return ask('by_client', { clientId: DAEMON.clientId, certificate: pem, privateKey: readFileSync(keyFile, 'utf8'), scopes: [`${DAEMON.clientId}/.default`] });
  }],
  'a code that was redeemed': [54005, 'invalid_grant', async (program) => {
    const { said, redeem } = await signIn(program);
    good(said);
    return redeem();
  }],
  'the code_verifier of another sign-in': [501481, 'invalid_grant', async (program) => (await signIn(program, web, { verifier: 'v'.repeat(43) })).said],
  'another redirect URI of the application': [500112, 'invalid_client', async (program) => (await signIn(program, web, { redirectUri: 'http://localhost:4711/oidc/callback' })).said],
  'a secret for a SPA redirect URI': [700025, 'invalid_client', async (program) => (await signIn(program, { clientId: SPA.clientId, secret: WEB.secret, redirectUri: SPA_REDIRECT })).said],
};

// What the directory offers only if it is told to.
const optionsOf = {
  'user name and password': { flags: ['--password-grant'] },
  'managed identity': { flags: ['--managed-identity', DAEMON.clientId, '--identity-header', 'a-header-of-this-test'],
    env: ({ http }) => ({ IDENTITY_ENDPOINT: `${http}/msi/token`, IDENTITY_HEADER: 'a-header-of-this-test' }) },
};

const all = Object.keys(flows);
const every = Object.keys(refusals);
const without = (list, ...words) => list.filter((name) => !words.some((word) => name.includes(word)));
const libraries = {
  'node-msal': [all, every],
  'node-openid-client': [without(all, 'certificate', 'managed'), without(every, 'certificate')],
  python: [without(all, 'device', 'password'), without(every, 'redeemed')],  // it asks for the realm of a user name at port 443
  go: [all, every],
  java: [all, every],
};

for (const [kind, [itsFlows, itsRefusals]] of Object.entries(libraries)) {
  for (const what of itsFlows) clientCase(kind, what, flows[what], optionsOf[what]);
  for (const what of itsRefusals) {
    const [code, error, provoke] = refusals[what];
    clientCase(kind, `refuses ${what} (AADSTS${code})`, async (program) => {
      const said = await provoke(program);
      assert.ok(said.error, `it was accepted: ${JSON.stringify(said).slice(0, 300)}`);
      assert.match(`${said.error_description} ${said.body}`, new RegExp(`AADSTS${code}\\b`));
      if (/^[a-z_]+$/.test(said.error)) assert.equal(said.error, error);
    });
  }
}

clientCase('python', 'device code', async (program) => {
  const started = good(await program.ask('begin_device', { clientId: NATIVE.clientId, scopes: SCOPES }));
  const pending = await program.ask('by_device', { once: true });
  assert.equal(pending.error, 'authorization_pending');
  await confirmDevice(program, started);
  assert.equal(claimsOf(good(await program.ask('by_device', {})).access_token).oid, ADA.id);
});

// azure-identity, which the SDKs of Azure use.
const identity = (kind, more) => async ({ there, ask }) => ask('by_identity', { kind, ...web, scopes: self, ...(kind === 'certificate' ? { clientId: DAEMON.clientId, ...there.certificate, scopes: [`${DAEMON.clientId}/.default`] } : {}), ...more });
const identityGood = (kind, more) => async (program) => assert.ok(claimsOf(good(await identity(kind, more)(program)).access_token).oid);
const identityRefused = (code, more) => async (program) => assert.match((await identity('secret', more)(program)).error_description, new RegExp(`AADSTS${code}\\b`));
clientCase('python', 'azure-identity by secret', identityGood('secret'));
clientCase('python', 'azure-identity by certificate', identityGood('certificate'));
clientCase('python', 'azure-identity on behalf of', async (program) => {
  const { access_token: assertion } = good((await signIn(program, { ...web, scopes: self })).said);
  assert.equal(claimsOf(good(await identity('on_behalf_of', { assertion, scopes: SCOPES })(program)).access_token).oid, ADA.id);
});
clientCase('python', 'azure-identity refuses a wrong secret (AADSTS7000215)', identityRefused(7000215, { secret: 'wrong' }));
clientCase('python', 'azure-identity refuses an API that is not registered (AADSTS500011)', identityRefused(500011, { scopes: ['api://nobody/.default'] }));

clientCase('java', 'Nimbus: code with PKCE, and the ID token verified', async (program) => {
  const begun = good(await program.ask('begin_nimbus', { ...web, redirectUri: REDIRECT, scopes: ['openid', 'profile'] }));
  const answer = await answerOf(program, begun.url);
  const said = good(await program.ask('by_nimbus', { ...web, redirectUri: REDIRECT, answer }));
  assert.deepEqual([said.oid, said.state], [ADA.id, 'the-state']);
  const again = await program.ask('by_nimbus', { ...web, redirectUri: REDIRECT, answer });
  assert.equal(again.error, 'invalid_grant');
  assert.match(again.error_description, /AADSTS54005/);
});

const asSpa = { clientId: SPA.clientId, redirectUri: SPA_REDIRECT, origin: 'http://localhost:4711' };
clientCase('node-oidc-client-ts', 'code with PKCE, and renewal by refresh token', async (program) => {
  const { said } = await signIn(program, asSpa);
  assert.deepEqual([good(said).oid, said.username], [ADA.id, ADA.name]);
  assert.equal(claimsOf(good(await program.ask('silently')).access_token).oid, ADA.id);
});
clientCase('node-oidc-client-ts', 'refuses a SPA without an Origin (AADSTS9002327)', async (program) => {
  const { said } = await signIn(program, { ...asSpa, origin: undefined });
  assert.equal(said.error, 'invalid_request');
  assert.match(said.error_description, /AADSTS9002327/);
});
clientCase('node-oidc-client-ts', 'refuses an Origin with a Web redirect URI (AADSTS9002326)', async (program) => {
  const { said } = await signIn(program, { ...web, origin: 'http://localhost:4711' });
  assert.equal(said.error, 'invalid_request');
  assert.match(said.error_description, /AADSTS9002326/);
});
clientCase('node-oidc-client-ts', 'refuses a secret from a SPA (AADSTS700025)', async (program) => {
  const { said } = await signIn(program, { ...asSpa, secret: WEB.secret });
  assert.equal(said.error, 'invalid_client');
  assert.match(said.error_description, /AADSTS700025/);
});
clientCase('node-oidc-client-ts', 'refuses a Web redirect URI without a secret (AADSTS7000218)', async (program) => {
  const { said } = await signIn(program, { clientId: WEB.clientId });
  assert.equal(said.error, 'invalid_client');
  assert.match(said.error_description, /AADSTS7000218/);
});

test('clients.json names tests that are there', () => {
  writeMet('interop');
  assert.deepEqual(listed.map(({ name }) => name).filter((name) => !names.has(name)), []);
});
