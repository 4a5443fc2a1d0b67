// An identity provider that behaves like Entra ID, or misbehaves as a test tells it. It is honest by default, with a
// switch for each misbehaviour and a counter for each kind of request. It listens only on loopback.
import http from 'node:http';
import https from 'node:https';
import { createHash, randomBytes, randomUUID, sign as rawSign } from 'node:crypto';
import { jwtVerify } from 'jose';
import { sharedRsaKey } from '../keys.mjs';
import { FAULTS } from './faults.mjs';

export const TENANT = '8f1d3c5e-2b7a-4c69-9e10-5d4c3b2a1f0e';
export const CLIENT = '3b0e6a52-7c1d-4e8f-a9b0-c1d2e3f4a5b6';
export const SECRET = 'a-secret-that-only-this-test-knows';
export const PERSON = {
  oid: '00000000-0000-4000-8000-00000000a11c',
  name: 'Alice Adams',
  preferred_username: 'alice@contoso.example',
  email: 'alice@contoso.example',
  roles: ['DataSteward'],
};

const b64 = (value) => Buffer.from(value).toString('base64url');

export class Idp {
  // With `tls` ({key, cert}) it speaks https.
  constructor({ tls } = {}) {
    this.tls = tls;
    this.counts = {};
    this.hanging = [];  // the requests that the fault `hang` holds
    this.switches = {};  // name -> value; see the routes below
    this.secret = SECRET;
    this.assertionKey = undefined;  // the public key of a client that authenticates with an assertion
    this.asked = [];  // token requests: {form, authorization, assertion}
    this.codes = new Map();
    this.refreshTokens = new Map();
    this.person = { ...PERSON };
    this.clockOffset = 0;
    this.keys = [];
    this.made = 0;  // keys, ever
    this.onToken = undefined;  // called with each form of the token endpoint and its answer
  }

  async start(port = 0) {
    if (this.keys.length === 0) this.rotate();
    const listener = (request, response) => this.#answer(request, response);
    this.server = this.tls ? https.createServer(this.tls, listener) : http.createServer(listener);
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.origin = `http${this.tls ? 's' : ''}://localhost:${this.server.address().port}`;
    this.issuer = `${this.origin}/${TENANT}/v2.0`;
    return this;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  // Changes the certificate that new connections get.
  useCertificate(tls) {
    this.server.setSecureContext(tls);
    this.server.closeAllConnections();
  }

  // Breaks off the requests that hang, and no others: a browser may be on its way from one page to the next.
  breakOff() {
    for (const request of this.hanging.splice(0)) request.socket.destroy();
  }

  // Sets one of FAULTS at 'discovery', 'keys', 'token', …; without `kind` the endpoint is healthy again.
  fault(name, kind) {
    const row = FAULTS[kind];
    if (kind !== undefined && !row) throw new Error(`no such fault: ${kind}`);
    this.switches[name] = row && ((request, response, form) => row({ idp: this, request, response, honest: () => this.#honest(name, form) }));
  }

  // Makes a new signing key, published and used immediately. The older keys stay published until forget() is called.
  rotate() {
    const { privateKey, publicKey } = sharedRsaKey();
    const jwk = publicKey.export({ format: 'jwk' });
    // The counter makes the name new even where the key is not.
    const kid = createHash('sha256').update(`${jwk.n} ${this.made++}`).digest('base64url');
    this.keys.unshift({ kid, privateKey, jwk: { ...jwk, kid, use: 'sig', alg: 'RS256' } });
  }

  forget() {
    this.keys.length = 1;
  }

  now() {
    return Math.floor(Date.now() / 1000) + this.clockOffset;
  }

  claims(extra = {}) {
    const now = this.now();
    return {
      aud: CLIENT, iss: this.issuer, iat: now, nbf: now, exp: now + 3600, tid: TENANT, ver: '2.0', sid: 'provider-session-1',
      sub: createHash('sha256').update(this.person.oid + CLIENT).digest('base64url'), ...this.person, ...extra,
    };
  }

  sign(claims, header = {}) {
    const key = this.keys[0];
    const input = `${b64(JSON.stringify({ typ: 'JWT', alg: 'RS256', kid: key.kid, ...header }))}.${b64(JSON.stringify(claims))}`;
    return `${input}.${rawSign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`;
  }

  #answer(request, response) {
    const url = new URL(request.url, this.origin);
    const path = url.pathname.replace(`/${TENANT}`, '');
    const name = { '/v2.0/.well-known/openid-configuration': 'discovery', '/discovery/v2.0/keys': 'keys',
      '/oauth2/v2.0/authorize': 'authorize', '/oauth2/v2.0/token': 'token', '/oauth2/v2.0/logout': 'logout', '/oidc/userinfo': 'userinfo' }[path] ?? 'unknown';
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', async () => {
      const told = this.switches[name];
      if (typeof told === 'function') return told(request, response, new URLSearchParams(body), url);
      const json = (status, value) => {
        response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify(value));
      };
      if (name === 'authorize') return this.#authorize(url.searchParams, response);
      const form = new URLSearchParams(body);
      const honest = this.#honest(name, form, name === 'token' ? await this.#proof(form, request.headers.authorization) : undefined);
      if (honest) return json(...honest);
      response.writeHead(name === 'logout' ? 200 : 404, { 'content-type': 'text/plain' });
      response.end(name);
    });
  }

  #honest(name, form, proof = { form }) {
    if (name === 'discovery') return [200, this.metadata()];
    if (name === 'keys') return [200, { keys: this.keys.map((key) => key.jwk) }];
    if (name !== 'token') return undefined;
    const answer = this.#token(form, proof);
    this.onToken?.(form, answer[1]);
    return answer;
  }

  metadata() {
    return this.switches.metadata ? this.switches.metadata(this.#metadata()) : this.#metadata();
  }

  #metadata() {
    const base = `${this.origin}/${TENANT}`;
    return {
      issuer: this.issuer, authorization_endpoint: `${base}/oauth2/v2.0/authorize`, token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`, userinfo_endpoint: `${base}/oidc/userinfo`, end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      response_types_supported: ['code', 'id_token'], response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'], id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    };
  }

  // The ID token for a nonce. `switches.claims` edits its claims; `switches.idToken` makes the whole token instead.
  idToken(nonce, extra = {}) {
    const claims = this.claims({ nonce, ...extra, ...this.switches.claims });
    return this.switches.idToken ? this.switches.idToken(claims) : this.sign(claims);
  }

  // Shows no page: the person is signed in and goes straight back. `switches.respond` edits the response.
  #authorize(query, response) {
    const code = randomBytes(24).toString('base64url');
    this.codes.set(code, { challenge: query.get('code_challenge'), nonce: query.get('nonce'), redirect: query.get('redirect_uri') });
    const types = (query.get('response_type') ?? 'code').split(' ');
    const fields = new URLSearchParams();
    if (types.includes('code')) fields.set('code', code);
    if (types.includes('id_token')) fields.set('id_token', this.idToken(query.get('nonce')));
    fields.set('state', query.get('state'));
    this.switches.respond?.(fields, query);
    const where = query.get('redirect_uri');
    if (query.get('response_mode') === 'form_post') {
      response.writeHead(200, { 'content-type': 'text/html' });
      const inputs = [...fields].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('');
      return response.end(`<form method="post" action="${where}">${inputs}</form>`);
    }
    response.writeHead(302, { location: `${where}${where.includes('?') ? '&' : '?'}${fields}` });
    response.end();
  }

  // Reads the client's proof: a secret in the form, Basic (each part form-urlencoded first, RFC 6749 2.3.1), or an
  // assertion.
  async #proof(form, authorization) {
    const proof = { form, authorization };
    if (this.assertionKey)
      proof.assertion = await jwtVerify(form.get('client_assertion') ?? '', this.assertionKey, { clockTolerance: 5 }).catch(() => undefined);
    return proof;
  }

  #knows({ form, authorization, assertion }) {
    if (this.assertionKey) return assertion && form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    if (!authorization) return form.get('client_id') === CLIENT && form.get('client_secret') === this.secret;
    const plain = (text) => decodeURIComponent(text.replaceAll('+', ' '));
    const [id, secret] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString().split(':').map(plain);
    return id === CLIENT && secret === this.secret;
  }

  #token(form, proof) {
    this.asked.push(proof);
    if (!this.#knows(proof)) return [401, this.refusal('invalid_client', 7000215)];
    const grant = form.get('grant_type');
    let nonce;
    if (grant === 'authorization_code') {
      const issued = this.codes.get(form.get('code'));
      if (!issued) return [400, this.refusal('invalid_grant', 54005)];
      this.codes.delete(form.get('code'));
      const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
      if (challenge !== issued.challenge) return [400, this.refusal('invalid_grant', 501481)];
      if (form.get('redirect_uri') !== issued.redirect) return [401, this.refusal('invalid_client', 500112)];
      nonce = issued.nonce;
    } else if (grant === 'refresh_token') {
      if (!this.refreshTokens.has(form.get('refresh_token'))) return [400, this.refusal('invalid_grant', 70000)];
    } else if (grant === 'client_credentials') {
      return [200, { token_type: 'Bearer', expires_in: 3600, access_token: this.sign({ ...this.claims(), aud: 'graph', idtyp: 'app' }) }];
    } else {
      return [400, this.refusal('unsupported_grant_type', 70003)];
    }
    const refresh = randomBytes(24).toString('base64url');
    this.refreshTokens.set(refresh, true);
    return [200, {
      token_type: 'Bearer', scope: 'openid profile email offline_access', expires_in: 3600, ext_expires_in: 3600,
      access_token: this.sign({ ...this.claims(), aud: randomUUID() }), refresh_token: refresh,
      id_token: this.idToken(nonce), ...this.switches.tokens?.(nonce),
    }];
  }

  refusal(error, code) {
    return { error, error_description: `AADSTS${code}: refused by the test's provider.`, error_codes: [code], timestamp: new Date().toISOString(),
      trace_id: randomUUID(), correlation_id: randomUUID() };
  }
}
