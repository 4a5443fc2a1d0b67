// The directory with an application for each rule, and what a client and a browser do at it. All tests share one
// instance; those that need another time share a second one, whose clock they move.
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, randomBytes, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from '../agent.mjs';
import { selfSigned } from '../certificates.mjs';
import { allowPublicFlows, expirePassword, registerSecondFactor, revokeSessions, switchOff } from '../directory_file.mjs';
import { MovableClock } from '../movable_clock.mjs';
import { Process, temporaryFolder, write } from '../support.mjs';

const binary = process.argv[2];
export const TENANT = '5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d';
export const OTHER_TENANT = '6b2e7d4f-8a31-4c9b-8d5e-1f2a3b4c5d6e';
export const PASSWORD = 'correct horse battery staple';
export const SECRET = 'the-secret-of-every-application-here';
export const ORIGIN = 'https://app.example';
export const CALLBACK = `${ORIGIN}/cb`;
export const STATE = 'the state/of+the request';
const id = (number) => `${String(number).repeat(8)}-0000-4000-8000-00000000c11e`;

// name, client id, and what the seed says of each application
export const APPS = {
  web: { clientId: id(1), name: 'Web', redirectUri: CALLBACK, secret: SECRET, seed: `web: [${CALLBACK}, "${ORIGIN}/second", "http://localhost/local"], secret: ${SECRET}, idTokenImplicit: false, logoutUrl: "${ORIGIN}/signed-out"` },
  spa: { clientId: id(2), name: 'Spa', redirectUri: 'https://spa.example/cb', origin: 'https://spa.example', seed: 'spa: [https://spa.example/cb]' },
  native: { clientId: id(3), name: 'Native', redirectUri: 'http://localhost/native', seed: 'publicClient: ["http://localhost/native", "com.example.native://signed-in"]' },
  hybrid: { clientId: id(4), name: 'Hybrid', redirectUri: CALLBACK, secret: SECRET, seed: `web: [${CALLBACK}], secret: ${SECRET}, idTokenImplicit: true` },
  closed: { clientId: id(5), name: 'Closed', redirectUri: CALLBACK, secret: SECRET, seed: `web: [${CALLBACK}], secret: ${SECRET}, assignmentRequired: true, assignments: [{principal: alice@contoso.example}]` },
  multi: { clientId: id(6), name: 'Multi', redirectUri: CALLBACK, secret: SECRET, seed: `web: [${CALLBACK}], secret: ${SECRET}, signInAudience: AzureADMultipleOrgs` },
  bare: { clientId: id(7), name: 'Bare', redirectUri: CALLBACK, secret: SECRET, seed: `secret: ${SECRET}` },
  off: { clientId: id(8), name: 'Off', redirectUri: CALLBACK, secret: SECRET, seed: `web: [${CALLBACK}], secret: ${SECRET}` },
  steward: { clientId: id('d'), name: 'Steward', secret: SECRET, seed: `secret: ${SECRET}, graphPermissions: [Policy.ReadWrite.ConditionalAccess]` },
  api: { clientId: id('a'), name: 'Api', redirectUri: CALLBACK, secret: SECRET, seed: `web: [${CALLBACK}], secret: ${SECRET}, scopes: [read]` },
  implicit: { clientId: id('b'), name: 'Implicit', redirectUri: CALLBACK, secret: SECRET, seed: `web: [${CALLBACK}], secret: ${SECRET}, accessTokenImplicit: true` },
  daemon: { clientId: id(9), name: 'Daemon', redirectUri: CALLBACK, seed: `web: [${CALLBACK}]` },
};
// An API of the other tenant, for every tenant, that nobody at Contoso has added.
export const FOREIGN = { clientId: id('c'), name: 'Foreign' };
export const PEOPLE = ['alice', 'bob', 'lena', 'rita', 'otto', 'nils', 'mona', 'pia', 'quin', 'tess'];
const PERSONAL = { fabrikam: 'eve@fabrikam.example' };
export const account = (person) => PERSONAL[person] ?? (person.includes('@') ? person : `${person}@contoso.example`);

const SEED = `tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example]
    users:
${PEOPLE.map((name) => `      - {userPrincipalName: ${name}@contoso.example, displayName: ${name}, email: ${name}@contoso.example, password: ${PASSWORD}}`).join('\n')}
      - {userPrincipalName: nora@contoso.example, displayName: Nora}
      - {userPrincipalName: erin@contoso.example, displayName: Erin, password: ${PASSWORD}, enabled: false}
    apps:
${Object.values(APPS).map(({ clientId, name, seed }) => `      - {name: ${name}, clientId: ${clientId}, ${seed}}`).join('\n')}
  - name: Fabrikam
    id: ${OTHER_TENANT}
    domains: [fabrikam.example]
    users:
      - {userPrincipalName: eve@fabrikam.example, displayName: Eve, password: ${PASSWORD}}
    apps:
      - {name: ${FOREIGN.name}, clientId: ${FOREIGN.clientId}, web: ["https://foreign.example/cb"], scopes: [read], signInAudience: AzureADMultipleOrgs}
`;

export const query = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined)).toString();

export const pkce = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// Signs a JWT as a client does that proves itself with a certificate.
export function signJwt(header, claims, key) {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

// The client certificate of the application "Daemon".
let certificate;
export function clientCertificate() {
  if (certificate) return certificate;
  const { certFile, keyFile, pem } = selfSigned('client');
  const der = new X509Certificate(pem).raw;
  certificate = { certFile, pem, keyFile, key: createPrivateKey(readFileSync(keyFile)),
    sha1: createHash('sha1').update(der).digest(), sha256: createHash('sha256').update(der).digest() };
  return certificate;
}


export class Directory {
  static async start({ clock = false, flags = [], seed = SEED, port = 0 } = {}) {
    const there = new Directory();
    there.folder = temporaryFolder('conformance');
    there.clock = clock ? new MovableClock(there.folder) : undefined;
    there.data = join(there.folder, 'data');
    there.words = ['directory', '--data-dir', there.data, '--http-port', `${port}`, '--https-port', '-1', '--seed', write(join(there.folder, 'seed.yaml'), seed), ...flags];
    await there.run();
    return there;
  }

  async run() {
    this.process = new Process(binary, this.words, this.clock ? { env: this.clock.env } : {});
    [, this.origin] = await this.process.saying(/(http:\/\/localhost:\d+)/);
  }

  command(...words) {
    return execFileSync(binary, ['directory', ...words, '--data-dir', this.data], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: this.clock?.env ?? process.env });
  }

  switchOff(clientId) {
    switchOff(this.data, clientId);
  }

  revoke(userName) {
    revokeSessions(this.data, userName, Math.floor(Date.now() / 1000) + (this.clock?.offset ?? 0) + 1);
  }

  allowPublicFlows(clientId) {
    allowPublicFlows(this.data, clientId);
  }

  expirePassword(userName) {
    expirePassword(this.data, userName, 1);
  }

  registerSecondFactor(userName) {
    registerSecondFactor(this.data, userName, randomBytes(20));
  }

  // Adds a federated credential.
  trust(clientId, { issuer, subject, audience }) {
    this.command('app', 'federated', 'add', clientId, '--name', `test-${randomUUID()}`, '--issuer', issuer, '--subject', subject, '--audience', audience);
  }

  at(path, tenant = TENANT) {
    return `${this.origin}/${tenant}/${path}`;
  }

  authorizeUrl(app, more = {}, tenant = TENANT) {
    const asked = { client_id: app.clientId, redirect_uri: app.redirectUri, response_type: 'code', scope: 'openid profile offline_access', state: STATE, nonce: 'a-nonce', ...more };
    return this.at(`oauth2/v2.0/authorize?${query(asked)}`, tenant);
  }

  // What a browser is answered that opens the authorization endpoint.
  authorize(app, more, { tenant, browser = new Agent() } = {}) {
    return browser.send(this.authorizeUrl(app, more, tenant));
  }

  // Opens the authorization endpoint and signs the person in on the page. A page that asks for consent is accepted unless
  // `consent` says otherwise. Returns the answer after the last page.
  async signIn(app, person, more, { tenant, browser = new Agent(), password = PASSWORD, consent = 'consent' } = {}) {
    let page = await this.authorize(app, more, { tenant, browser });
    if (/name="passwd"/.test(page.text)) page = await browser.submit(page, { login: account(person), passwd: password, act: 'sign_in' }, { stop: () => true });
    if (/value="consent"/.test(page.text)) page = await browser.submit(page, { act: consent }, { stop: () => true });
    return page;
  }

  // Signs in, and returns the fields that redeem the code.
  async code(app, person = 'alice', more = {}, options = {}) {
    const { verifier, challenge } = pkce();
    const proof = 'code_challenge' in more ? {} : { code_challenge: challenge, code_challenge_method: 'S256' };
    const answer = await this.signIn(app, person, { ...proof, ...more }, options);
    const code = answer.location && new URL(answer.location).searchParams.get('code');
    if (!code) throw new Error(`no code for ${person} at ${app.name}: ${answer.status} ${answer.location ?? answer.text}`);
    return { grant_type: 'authorization_code', client_id: app.clientId, client_secret: app.secret, redirect_uri: app.redirectUri, code, code_verifier: verifier };
  }

  // Sends a token request with a correlation id of its own.
  async token(fields, { tenant, headers = {}, path = 'oauth2/v2.0/token', method = 'POST' } = {}) {
    const correlationId = randomUUID();
    const answer = await new Agent().send(`${this.at(path, tenant)}?client-request-id=${correlationId}`,
      { method, body: method === 'POST' ? (typeof fields === 'string' ? fields : query(fields)) : undefined, headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...headers } });
    return { ...answer, correlationId };
  }

  async tokens(fields, options) {
    const answer = await this.token(fields, options);
    if (answer.status !== 200) throw new Error(`no tokens: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text);
  }

  // The fields of a client_credentials request that is right in itself.
  asItself(app, more = {}) {
    return { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.secret, scope: `${app.clientId}/.default`, ...more };
  }

  refreshing(app, refreshToken, more = {}) {
    return { grant_type: 'refresh_token', client_id: app.clientId, client_secret: app.secret, refresh_token: refreshToken, ...more };
  }

  // The fields with which the application "Daemon" proves itself by an assertion.
  assertion({ header = {}, claims = {}, key = clientCertificate().key, app = APPS.daemon } = {}) {
    const now = Math.floor(Date.now() / 1000);
    const jwt = signJwt({ alg: 'RS256', typ: 'JWT', x5t: clientCertificate().sha1.toString('base64url'), ...header },
      { aud: this.at('oauth2/v2.0/token'), iss: app.clientId, sub: app.clientId, jti: randomUUID(), nbf: now, iat: now, exp: now + 600, ...claims }, key);
    return { grant_type: 'client_credentials', client_id: app.clientId, scope: `${app.clientId}/.default`, client_assertion: jwt,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
  }
}

const running = {};

// The directory that every test shares.
export function directory() {
  running.now ??= Directory.start().then((there) => {
    there.command('app', 'certificate', 'add', APPS.daemon.clientId, clientCertificate().certFile);
    return there;
  });
  return running.now;
}

// A directory of its own for the tests that change people and applications, or move the clock.
export function movable() {
  running.later ??= Directory.start({ clock: true });
  return running.later;
}

