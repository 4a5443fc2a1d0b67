// Published vulnerabilities of other gateways: one row for each that no other suite covers.
import assert from 'node:assert/strict';
import { test } from '../support.mjs';
import { exchange } from './bytes.mjs';
import { Recorder, SESSION, ask, begin, isAlive, signIn, startGateway, startIdp } from './world.mjs';

const idp = await startIdp();
const application = await new Recorder().start();
const gateway = await startGateway(idp, application);
const { cookie: session } = await signIn(gateway);
const id = session.slice(SESSION.length + 1);
const bearer = (token) => ['Authorization', `Bearer ${token}`];
const unknown = () => idp.sign(idp.claims(), { kid: 'nobody-knows-it' });

// The vulnerability, path, headers, and the only status that is right.
const ROWS = [
  ['a health checker\'s name opens the door (oauth2-proxy CVE-2026-34457)', '/app/x', [['User-Agent', 'GoogleHC/1.0']], 401],
  ['another one\'s', '/app/x', [['User-Agent', 'kube-probe/1.30']], 401],
  ['and at the check', '/check', [['User-Agent', 'GoogleHC/1.0']], 401],
  ['a rule is matched against the query (CVE-2025-54576)', '/app/x?y=/open/x', [], 401],
  ['a header chooses the rule (CVE-2026-40575)', '/app/x', [['X-Forwarded-Uri', '/open/x'], ['X-Original-URI', '/open/x'], ['X-Original-URL', '/open/x'], ['X-Rewrite-URL', '/open/x'], ['X-Envoy-Original-Path', '/open/x']], 401],
  ['the check takes its path from a header', '/check/app/x', [['X-Forwarded-Uri', '/open/x'], ['X-Original-URI', '/open/x'], ['X-Envoy-Original-Path', '/open/x']], 401],
  ['garbage is a bearer (Envoy CVE-2022-29226)', '/app/x', [bearer('x')], 401],
  ['a token of an unknown issuer passes where none is needed (CVE-2021-21378, Argo CD CVE-2022-29165)', '/maybe/x', [bearer(idp.sign(idp.claims({ iss: 'https://evil.example/v2.0' })))], 401],
  ['an unsigned one does', '/maybe/x', [bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.')], 401],
  ['a cookie rescues a bad token', '/app/x', [bearer('x'), ['Cookie', session]], 401],
  ['one of two tokens counts (CVE-2021-32777)', '/app/x', [bearer('x'), bearer('y')], 401],
  ['two tokens of unknown keys in one request (CVE-2025-64527)', '/app/x', [bearer(unknown()), bearer(unknown())], 401],
  ['two tokens in one header', '/app/x', [['Authorization', `Bearer ${unknown()}, Bearer ${unknown()}`]], 401],
  ['bytes above ASCII, and failing open (CVE-2023-27488)', '/app/x', [['Authorization', 'Bearer \x80\xff\xfe']], 401],
  ['the scheme in another case with garbage', '/app/x', [['Authorization', 'bEaReR x']], 401],
  ['a token in the query', `/app/x?access_token=${unknown()}`, [], 401],
  ['an empty cookie (mod_auth_openidc CVE-2023-28625)', '/app/x', [['Cookie', '']], 401],
  ['a cookie of a semicolon', '/app/x', [['Cookie', ';']], 401],
  ['a cookie of an equals sign', '/app/x', [['Cookie', '=']], 401],
  ['a cookie of nothing but separators', '/app/x', [['Cookie', ';;;=;=;; =; ;']], 401],
  ['a number of parts that loops (CVE-2024-24814)', '/app/x', [['Cookie', `${SESSION}=x; ${SESSION}_chunks=99999999; ${SESSION}.99999999=x`]], 401],
  ['more than 99 parts', '/app/x', [['Cookie', Array.from({ length: 150 }, (_, i) => `${SESSION}_${i}=x`).join('; ')]], 401],
  ['a format string becomes a key (CVE-2021-32785)', '/app/x', [['Cookie', `${SESSION}=${'%s%n'.repeat(10)}abc`]], 401],
  ['the first characters of an id are enough (Zitadel CVE-2026-27840)', '/app/x', [['Cookie', `${SESSION}=${id.slice(0, -1)}`]], 401],
  ['a longer id is', '/app/x', [['Cookie', `${SESSION}=${id}A`]], 401],
  ['the id in another case is', '/app/x', [['Cookie', `${SESSION}=${id.toUpperCase()}`]], 401],
  ['an id in the wrong cookie is', '/app/x', [['Cookie', `__Host-${SESSION}=${id}`]], 401],
  ['a callback without parameters (Envoy CVE-2023-27496)', '/callback', [], 400],
  ['an empty iss (mod_auth_openidc 2026)', '/callback?code=x&state=y&iss=', [], 400],
  ['format strings in every parameter', '/callback?code=%25s%25n&state=%25s%25n&error=%25n&iss=%25s', [], 400],
  ['an unknown address of the API is open (Casdoor CVE-2025-4210)', '/api/v1/unknown', [['Cookie', session]], 404],
  ['a debug address is on the public port (Pomerium CVE-2022-24797)', '/debug/pprof/', [['Cookie', session]], 404],
  ['a path that cannot be read is a yes (Authelia CVE-2021-32637)', '/check/%', [['Cookie', session]], 400],
  ['a role that nobody has is nobody\'s demand (oauth2-proxy CVE-2021-21411)', '/check?role=', [['Cookie', session]], 400],
  ['a role\'s name is a pattern (Envoy CVE-2025-46821, Istio CVE-2026-39350)', '/check?role=.*&role=*&role=Data.teward&role=datasteward', [['Cookie', session]], 403],
];

test('what others let through: each row is refused, and the application hears nothing', async () => {
  application.take();
  for (const [what, path, headers, status] of ROWS) assert.equal((await ask(gateway, path, { headers })).status, status, what);
  assert.deepEqual(application.take().map(({ url }) => url), []);
  assert.ok(isAlive(gateway));
  assert.equal((await ask(gateway, '/app/x', { headers: [['Cookie', session]] })).status, 200, 'the person is still let in');
  application.take();
});

test('a POST without body, length or type, to every address of ours, is an answer (mod_auth_openidc CVE-2025-3891)', async () => {
  const host = `Host: localhost:${gateway.port}\r\n`;
  for (const path of ['/callback', '/api/v1/auth/login', '/api/v1/auth/logout', '/local-admin', '/local-admin/setup', '/frontchannel-logout', '/', '/app/x', '/check'])
    for (const more of ['', 'Content-Length: 0\r\n', 'Content-Type: application/x-www-form-urlencoded\r\n', 'Content-Type: \r\nContent-Length: 1\r\n', 'Transfer-Encoding: chunked\r\n', 'Content-Type: application/json\r\nContent-Length: 2\r\n']) {
      const body = /chunked/.test(more) ? '0\r\n\r\n' : 'ab'.slice(0, Number(more.match(/Length: (\d)/)?.[1] ?? 0));
      const { statuses } = await exchange(gateway.port, `POST ${path} HTTP/1.1\r\n${host}Connection: close\r\n${more}\r\n${body}`);
      assert.equal(statuses.length, 1, `${path} ${more}`);
      assert.ok(statuses[0] < 500, `${path} ${more}: ${statuses}`);
    }
  assert.deepEqual(application.take(), []);
});

test('a sealed sign-in is no session, a session no sign-in, and all bad cookies get the same answer (LemonLDAP CVE-2026-19349, Envoy CVE-2026-47775)', async () => {
  const { cookie, url } = await begin(gateway);
  const sealed = cookie.slice(cookie.indexOf('=') + 1);
  assert.equal((await ask(gateway, '/app/x', { headers: [['Cookie', `${SESSION}=${sealed}`]] })).status, 401);
  const state = url.searchParams.get('state');
  const name = cookie.slice(0, cookie.indexOf('='));
  const bad = [`${name}=${id}`, `${name}=`, `${name}=x`, `${name}=${sealed.slice(0, -1)}`, `${name}=${sealed.slice(0, -4)}AAAA`, `${name}=A${sealed.slice(1)}`, `${name}=${'A'.repeat(sealed.length)}`, `${name}=${sealed}${sealed}`, `${name}=${sealed.slice(0, 40)}`];
  const answers = new Set();
  for (const each of bad) {
    const { status, text } = await ask(gateway, `/callback?code=x&state=${state}`, { headers: [['Cookie', each]] });
    answers.add(`${status} ${text.replace(/[0-9a-f]{12}-\d+/g, 'REQUEST')}`);
  }
  assert.equal(answers.size, 1, [...answers].join('\n'));
  assert.equal(idp.counts.token, 1, 'and no code was sent anywhere');
});
