// The places that accept a token. Each place has a forge, which makes its honest token and variations of it. It offers
// a token that a row made with the forge, and returns {taken, status, name}. `name` identifies the request in the log.
import { execFileSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, atIdp, sessionOf, signIn as signInBrowser, startGateway as startMovable } from '../feature/world.mjs';
import { until } from '../support.mjs';
import { accessTokens, idTokens, ownTokens } from './forge.mjs';
import { Recorder, SESSION, ask, begin, cookieOf, isAlive, signIn, startGateway, startIdp } from './world.mjs';

export const idp = await startIdp();
export const application = await new Recorder().start();
export const confidential = await startGateway(idp, application, { makesKey: true });
export const open = await startGateway(idp, application, { client: 'public' });

const fitsAHeader = (token) => /^[\x21-\x7e]*$/.test(token);
const named = (answer) => ({ status: answer.status, name: answer.headers['x-request-id'], cookie: cookieOf(answer, SESSION) });

class Place {
  constructor(what, kind, gateway, forge) {
    Object.assign(this, { what, kind, gateway, forge });
  }

  // Returns the number of rows in the two tables to which a request could add.
  stored() {
    return execFileSync('sqlite3', ['-readonly', join(this.gateway.folder, 'sallyport.db'), 'SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM person WHERE last_sign_in > 0)'], { encoding: 'utf8' }).trim();
  }

  log() {
    return this.gateway.log?.() ?? this.gateway.output;
  }

  // Returns the log's reason for each name. Waits, because a separate thread writes the log.
  async reasons(names) {
    const found = new Map();
    await until('the reasons in the log', () => {
      for (const line of this.log().split('\n')) {
        if (!/"event":"(refused|sign_in_refused|session_ended)"/.test(line) || !line.endsWith('}')) continue;
        const { request_id, user, reason } = JSON.parse(line);
        found.set(request_id ?? user, reason);
      }
      return names.every((name) => found.has(name));
    });
    return found;
  }

  isAlive() {
    return isAlive(this.gateway);
  }
}

// The token is in the Authorization header.
export class BearerPlace extends Place {
  constructor(gateway, path, forge, { kind = 'bearer', method = 'GET', headers = [] } = {}) {
    super(`${method} ${path} of the ${gateway === open ? 'public' : 'confidential'} client`, kind, gateway, forge);
    Object.assign(this, { path, method, headers });
  }

  async offer(make) {
    const token = make(this.forge);
    if (!fitsAHeader(token)) return null;
    const answer = await ask(this.gateway, this.path, { method: this.method, headers: [...this.headers, ['Authorization', `Bearer ${token}`]] });
    // A head that is too large is refused before the token is read.
    return { ...named(answer), token, taken: ![401, 431].includes(answer.status), unread: answer.status === 431 };
  }
}

const tokenAnswer = (response, idToken, more = {}) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ token_type: 'Bearer', expires_in: 3600, scope: 'openid', access_token: 'opaque', id_token: idToken, ...more }));
};

// The token is the id_token of the token endpoint's answer, in the auth code flow. `forgeOf` makes the forge with more
// claims.
export class CodePlace extends Place {
  constructor(gateway = confidential, provider = idp, forgeOf = (more) => idTokens(provider, more)) {
    super('the callback, by code', 'signIn', gateway);
    Object.assign(this, { provider, forgeOf });
  }

  async offer(make) {
    const { cookie, url } = await begin(this.gateway);
    const token = make(this.forgeOf(() => ({ nonce: url.searchParams.get('nonce') })));
    this.provider.switches.token = (request, response) => tokenAnswer(response, token);
    const answer = await ask(this.gateway, `/callback?code=any&state=${url.searchParams.get('state')}`, { headers: [['Cookie', cookie]] });
    delete this.provider.switches.token;
    return { ...named(answer), token, taken: answer.status < 400 };
  }
}

// The token is the id_token of a form that the browser posts.
export class FormPlace extends Place {
  constructor() {
    super('the callback, by form_post', 'signIn', open);
  }

  async offer(make) {
    const { cookie, url } = await begin(this.gateway);
    const token = make(idTokens(idp, () => ({ nonce: url.searchParams.get('nonce') })));
    const body = new URLSearchParams({ id_token: token, state: url.searchParams.get('state') }).toString();
    const answer = await ask(this.gateway, '/callback', { method: 'POST', body, headers: [['Cookie', cookie], ['Content-Type', 'application/x-www-form-urlencoded']] });
    return { ...named(answer), token, taken: answer.status < 400, unread: answer.status === 413 };
  }
}

// The token is the id_token of a renewal. Each renewal uses up a session, which must end. First `sessions` people sign
// in; then their renewals are due.
export class RenewalPlace extends Place {
  async start(sessions) {
    this.idp = await startIdp();
    this.gateway = await startMovable({ authentication: atIdp(this.idp), movable: true, rest: 'sessions: {renewEvery: 10m}' });
    Object.assign(this, { what: 'a renewal', kind: 'signIn', waiting: [], tokens: new Map() });
    for (let i = 0; i < sessions; i += 1) {
      this.idp.person = { oid: crypto.randomUUID(), name: `Person ${i}`, preferred_username: `p${i}@contoso.example`, email: `p${i}@contoso.example`, roles: [] };
      const browser = new Browser();
      await signInBrowser(browser, this.gateway, '/signed-out');
      const refresh = [...this.idp.refreshTokens.keys()].at(-1);
      this.waiting.push({ person: this.idp.person, sub: this.idp.claims().sub, user: `p${i}`, cookie: `${SESSION}=${sessionOf(browser, this.gateway.origin)}`, refresh });
    }
    this.gateway.clock.forward(11 * 60);
    this.idp.clockOffset += 11 * 60;
    this.idp.switches.token = (request, response, form) => tokenAnswer(response, this.tokens.get(form.get('refresh_token')));
    return this;
  }

  async offer(make) {
    const one = this.waiting.pop();
    const token = make(idTokens(this.idp, () => ({ ...one.person, sub: one.sub })));
    this.tokens.set(one.refresh, token);
    const answer = await ask(this.gateway, '/check', { headers: [['Cookie', one.cookie]] });
    return { status: answer.status, name: one.user, token, taken: answer.status !== 401 };
  }

  // Every refused renewal ends its session.
  stored() {
    return String(this.gateway.sessions() - this.waiting.length);
  }
}

// The gateway's own tokens, forged with its own key. Even with that key, a token in any other form must be refused.
async function ownPlace() {
  const { cookie } = await signIn(confidential);
  const sample = JSON.parse((await ask(confidential, '/api/v1/auth/refresh', { headers: [['Cookie', cookie]] })).text).accessToken;
  const [jwk] = JSON.parse((await ask(confidential, '/api/v1/system/config/jwks')).text).keys;
  const key = createPrivateKey({ key: readFileSync(join(confidential.folder, 'own_token_private.der')), format: 'der', type: 'pkcs8' });
  const place = new BearerPlace(confidential, '/check', ownTokens(sample, key, jwk), { kind: 'own' });
  place.what = '/check, as a token of our own';
  return place;
}

// A personal access token, forged with the gateway's own key. Only the bytes that were issued are good.
async function storedPlace() {
  const { cookie } = await signIn(confidential);
  const body = JSON.stringify({ tokenName: 'attacked', JWTTokenExpiry: '7' });
  const answer = await ask(confidential, '/api/v1/users/security/token', { method: 'PUT', body, headers: [['Cookie', cookie], ['Content-Type', 'application/json'], ['Sec-Fetch-Site', 'same-origin']] });
  const [jwk] = JSON.parse((await ask(confidential, '/api/v1/system/config/jwks')).text).keys;
  const key = createPrivateKey({ key: readFileSync(join(confidential.folder, 'own_token_private.der')), format: 'der', type: 'pkcs8' });
  const place = new BearerPlace(confidential, '/check', ownTokens(JSON.parse(answer.text).jwtToken, key, jwk), { kind: 'stored' });
  place.what = '/check, as a personal access token';
  return place;
}

export async function places(renewals) {
  const access = accessTokens(idp);
  const { cookie } = await signIn(confidential);
  return [
    ...['/api/v1/users/loggedInUser', '/api/v1/roles', '/scim/v2/Users', '/check', '/check/app/x', '/app/x', '/jwt/x', '/maybe/x'].map((path) => new BearerPlace(confidential, path, access)),
    new BearerPlace(confidential, '/api/v1/auth/logout', access, { method: 'POST', headers: [['Cookie', cookie], ['Sec-Fetch-Site', 'same-origin']] }),
    new BearerPlace(confidential, '/app/socket', access, { headers: [['Upgrade', 'websocket'], ['Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='], ['Sec-WebSocket-Version', '13'], ['Origin', confidential.origin]] }),
    ...['/api/v1/users/loggedInUser', '/check', '/app/x'].map((path) => new BearerPlace(open, path, idTokens(idp))),
    new CodePlace(), new FormPlace(), await new RenewalPlace().start(renewals), await ownPlace(), await storedPlace(),
  ];
}
