// Forged tokens, JWT-01 to JWT-29 of the attack catalogue: each at /check, at a proxied route and at loggedInUser.
import assert from 'node:assert/strict';
import { constants, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';
import { CLIENT, TENANT } from '../evil_idp/idp.mjs';
import { cleanup, test } from '../support.mjs';
import { Recorder, ask, bearer, isAlive, signIn, startGateway, startIdp } from './world.mjs';

const idp = await startIdp();
const application = await new Recorder().start();
const gateway = await startGateway(idp, application);
const open = await startGateway(idp, application, { client: 'public' });

const b64 = (value) => Buffer.from(value).toString('base64url');
const json = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
const honestHeader = () => ({ typ: 'JWT', alg: 'RS256', kid: idp.keys[0].kid });
const honestClaims = (extra = {}) => ({ ...idp.claims(), scp: 'access', azp: CLIENT, ...extra });
const rs256 = (input, key = idp.keys[0].privateKey) => sign('sha256', Buffer.from(input), key);
// Header and payload as objects or as text; the honest key signs what it is given.
const token = (header = {}, payload = {}, signer = rs256) => {
  const input = `${b64(typeof header === 'string' ? header : json({ ...honestHeader(), ...header }))}.${b64(typeof payload === 'string' ? payload : json(honestClaims(payload)))}`;
  return `${input}.${Buffer.from(signer(input)).toString('base64url')}`;
};
const without = (object, ...names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
const text = (object) => JSON.stringify(object);

const jwk = idp.keys[0].jwk;
const published = createPublicKey(idp.keys[0].privateKey);
const pem = published.export({ type: 'spki', format: 'pem' });
const der = published.export({ type: 'spki', format: 'der' });
const hs = (secret, hash = 'sha256') => (input) => createHmac(hash, secret).update(input).digest();
const none = () => Buffer.alloc(0);
const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const now = () => Math.floor(Date.now() / 1000);

let connections = 0;  // to where a token would have us fetch a key
const lure = http.createServer((_, response) => {
  connections += 1;
  response.end('{}');
});
await new Promise((resolve) => lure.listen(0, '127.0.0.1', resolve));
cleanup(() => lure.close());
const lureUrl = `http://127.0.0.1:${lure.address().port}/keys`;

// id, what is wrong, the token. Every one must be refused everywhere.
const forged = () => {
  const rows = [];
  const add = (id, what, value) => rows.push([id, what, value]);
  for (const alg of ['none', 'None', 'nOnE', 'NONE', '', null, 0, ['RS256'], 'RS256 ', 'rs256', 'RSA-SHA256'])
    for (const signer of [none, rs256]) add('JWT-01', `alg ${text(alg)}, ${signer === none ? 'unsigned' : 'signed'}`, token({ alg }, {}, signer));
  add('JWT-01', 'no alg', token(text(without(honestHeader(), 'alg')), {}));
  for (const [name, secret] of [['PEM', pem], ['PEM without newline', pem.trim()], ['DER', der], ['JWK', text(jwk)], ['n', Buffer.from(jwk.n, 'base64url')], ['n text', jwk.n], ['empty', '']])
    for (const [alg, hash] of [['HS256', 'sha256'], ['HS512', 'sha512']]) add('JWT-02', `${alg} with ${name}`, token({ alg }, {}, hs(secret, hash)));
  add('JWT-02', 'alg RS256, HMAC with PEM', token({}, {}, hs(pem)));
  for (const alg of ['PS256', 'RS384', 'RS512', 'ES256', 'ES384', 'EdDSA']) add('JWT-03', `${alg} header, RS256 signature`, token({ alg }));
  add('JWT-03', 'PS256 by the RS256 key', token({ alg: 'PS256' }, {}, (input) => sign('sha256', Buffer.from(input), { key: idp.keys[0].privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })));
  add('JWT-03', 'RS512 by the RS256 key', token({ alg: 'RS512' }, {}, (input) => sign('sha512', Buffer.from(input), idp.keys[0].privateKey)));
  for (const kid of ['../../etc/passwd', "' OR 1=1--", '|id', 'x'.repeat(8000), 'a\0b', ['a'], 7, null, '', ' ' + idp.keys[0].kid, {}])
    add('JWT-04', `kid ${String(text(kid)).slice(0, 30)}`, token({ kid }, {}, (input) => rs256(input, own.privateKey)));
  add('JWT-04', 'no kid, other key', token(text(without(honestHeader(), 'kid')), {}, (input) => rs256(input, own.privateKey)));
  add('JWT-04', 'the kid of ours, other key', token({}, {}, (input) => rs256(input, own.privateKey)));
  const embedded = { ...own.publicKey.export({ format: 'jwk' }), kid: 'x', alg: 'RS256' };
  for (const extra of [{ jwk: embedded }, { jku: lureUrl, kid: 'x' }, { x5u: lureUrl, kid: 'x' }, { x5c: ['AAAA'] }, { jku: lureUrl }])
    add('JWT-06', Object.keys(extra).join(), token(extra, {}, (input) => rs256(input, own.privateKey)));
  for (const crit of [['exp'], [], ['b64'], ['x'], 'exp', null]) add('JWT-07', `crit ${text(crit)}`, token({ crit, ...(text(crit).includes('b64') ? { b64: false } : {}) }));
  add('JWT-07', 'b64 false', token({ b64: false }));
  const header = text(honestHeader());
  const claims = text(honestClaims());
  for (const twin of ['"alg":"none"', '"alg":"RS256"', '"kid":"x"'])
    for (const doubled of [`${header.slice(0, -1)},${twin}}`, `{${twin},${header.slice(1)}`]) add('JWT-08', `header ${twin} twice`, token(doubled, claims));
  for (const twin of ['"aud":"other"', `"aud":"${CLIENT}"`, '"exp":99999999999', '"roles":["Admin"]', '"oid":"x"', '"\\u0061ud":"other"'])
    for (const doubled of [`${claims.slice(0, -1)},${twin}}`, `{${twin},${claims.slice(1)}`]) add('JWT-08', `payload ${twin} twice`, token(header, doubled));
  for (const [name, bad] of [['deep', '['.repeat(4000) + ']'.repeat(4000)], ['deep objects', '{"a":'.repeat(2000) + '1' + '}'.repeat(2000)], ['BOM', '\ufeff' + claims], ['UTF-16', Buffer.from(claims, 'utf16le')],
    ['invalid UTF-8', Buffer.concat([Buffer.from(claims.slice(0, -1) + ',"x":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])],
    ['lone surrogate', `${claims.slice(0, -1)},"x":"\\ud800"}`], ['NaN', `${claims.slice(0, -1)},"x":NaN}`], ['trailing', claims + 'x'], ['trailing object', claims + claims],
    ['comment', claims.replace('{', '{/**/')], ['array', '[]'], ['string', '"x"'], ['number', '1'], ['empty', ''], ['trailing comma', claims.slice(0, -1) + ',}']]) {
    const input = `${b64(header)}.${b64(bad)}`;
    add('JWT-09', name, `${input}.${rs256(input).toString('base64url')}`);
  }
  for (const exp of ['string', `${now() + 3600}`, 1e300, -1, 0, null, true, [], now() - 400]) add('JWT-10', `exp ${text(exp)}`, token({}, { exp }));
  for (const exp of ['1e400', '9223372036854775808', '99999999999999999999999', '-9223372036854775809', '1e300']) add('JWT-10', `exp ${exp}`, token(header, claims.replace(/"exp":\d+/, `"exp":${exp}`)));
  add('JWT-10', 'no exp', token(header, text(without(honestClaims(), 'exp'))));
  for (const name of ['nbf', 'iat']) for (const value of ['soon', 1e300, null, now() + 4000]) add('JWT-10', `${name} ${text(value)}`, token({}, { [name]: value }));
  for (const aud of ['other', [], [[CLIENT]], `${CLIENT},other`, CLIENT.slice(0, -1), `${CLIENT}x`, ` ${CLIENT}`, `api://${CLIENT}/`, 7, null, {}, CLIENT.toUpperCase(), '00000003-0000-0000-c000-000000000000'])
    add('JWT-12', `aud ${text(aud)}`, token({}, { aud }));
  add('JWT-12', 'no aud', token(header, text(without(honestClaims(), 'aud'))));
  const iss = idp.issuer;
  for (const bad of [`${iss}/`, iss.toUpperCase(), iss.replace('http:', 'https:'), `https://sts.windows.net/${TENANT}/`, iss.replace(TENANT, '{tenantid}'), iss.replace(TENANT, '00000000-0000-4000-8000-000000000000'),
    iss.replace('localhost', 'localhost@evil.example'), `${iss}#`, `${iss}?`, '', null, [iss], 7, iss.replace('localhost', '127.0.0.1')]) add('JWT-13', `iss ${text(bad)}`, token({}, { iss: bad }));
  for (const tid of ['00000000-0000-4000-8000-000000000000', '9188040d-6c67-4c5b-b112-36a304b66dad', '', null, TENANT.toUpperCase(), [TENANT]]) add('JWT-14', `tid ${text(tid)}`, token({}, { tid }));
  add('JWT-14', 'no tid', token(header, text(without(honestClaims(), 'tid'))));
  add('JWT-14', 'no oid and no sub', token(header, text(without(honestClaims(), 'oid', 'sub'))));
  const good = token();
  const [h, p, s] = good.split('.');
  add('JWT-16', 'detached', `${h}..${s}`);
  add('JWT-16', 'five parts', `${good}.a.b`);
  add('JWT-16', 'cty JWT', token({ cty: 'JWT' }, b64(good)));
  add('JWT-17', 'JWE', `${b64(text({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' }))}.a.b.c.d`);
  add('JWT-18', 'ES256 by an unknown key', token({ alg: 'ES256' }, {}, (input) => sign('sha256', Buffer.from(input), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })));
  add('JWT-18', 'ES256, r=s=0', token({ alg: 'ES256' }, {}, () => Buffer.alloc(64)));
  for (const [name, bytes] of [['empty', Buffer.alloc(0)], ['zero', Buffer.alloc(256)], ['ones', Buffer.alloc(256, 255)], ['short', rs256(`${h}.${p}`).subarray(1)], ['long', Buffer.concat([Buffer.alloc(1), rs256(`${h}.${p}`)])]])
    add('JWT-19', `signature ${name}`, `${h}.${p}.${bytes.toString('base64url')}`);
  for (const typ of ['logout+jwt', 'at+jwt2', 'secevent+jwt', 'dpop+jwt', 7, ['JWT']]) add('JWT-24', `typ ${text(typ)}`, token({ typ }));
  for (const [what, value] of [['ID token of this client', text(idp.claims())], ['ID token of another', text(idp.claims({ aud: 'other' }))], ['logout token', text({ ...without(idp.claims(), 'oid', 'exp'), events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })],
    ['of another client, which asked', text({ ...idp.claims(), aud: 'other', azp: CLIENT, scp: 'x' })]]) add('JWT-24', what, token(header, value));
  add('JWT-25', 'for Graph', token({ nonce: 'abc' }));
  for (const ver of ['1.0', '', 2, null]) add('JWT-26', `ver ${text(ver)}`, token({}, { ver }));
  for (const name of ['sub', 'oid', 'roles', 'groups', 'preferred_username', 'name', 'email', 'scp', 'azp'])
    for (const value of [{}, 7, [7], [['Admin']], true]) add('JWT-27', `${name} ${text(value)}`, token({}, { [name]: value }));
  for (const name of ['sub', 'oid']) for (const value of ['a\0b', 'a\nb', 'x'.repeat(3000)]) add('JWT-27', `${name} ${text(value).slice(0, 20)}`, token({}, { [name]: value }));
  for (const [name, value] of [['padding', `${good}=`], ['padding in the middle', `${h}=.${p}.${s}`], ['plus', `${h}.${p}.${s.slice(0, -2)}+/`], ['extra dot', `${good}.`], ['leading dot', `.${good}`], ['two dots', good.replace('.', '..')], ['no payload', h],
    ['trailing bits', `${h}.${p}.${s.slice(0, -1)}${s.endsWith('A') ? 'B' : String.fromCharCode(s.charCodeAt(s.length - 1) + 1)}`]]) add('JWT-29', name, value);
  return rows;
};

const sinks = ['/check', '/app/x', '/jwt/x', '/api/v1/users/loggedInUser'];

test('the honest token is good, or the rows below would prove nothing', async () => {
  for (const path of sinks) assert.ok((await bearer(gateway, path, token())).status < 300, path);
  assert.equal((await bearer(open, '/check', idp.sign(idp.claims()))).status, 204, 'an ID token at a public client');
});

test('every forged token is refused everywhere, and nothing reaches the application', async () => {
  application.take();
  const before = connections;
  const rows = forged();
  const passed = [];
  for (const [id, what, value] of rows) {
    if (/[^\x21-\x7e]/.test(value)) continue;
    for (const path of ['/check', '/app/x', '/jwt/x', '/api/v1/users/loggedInUser', '/maybe/x']) {
      const answer = await bearer(gateway, path, value);
      const large = answer.status === 431;
      if (answer.status !== 401 && !large) passed.push(`${id} ${what} at ${path}: ${answer.status}`);
      if (answer.headers['set-cookie']) passed.push(`${id} ${what} at ${path}: a cookie`);
    }
  }
  assert.deepEqual(passed, []);
  assert.deepEqual(application.take(), []);
  assert.equal(connections, before, 'a key was fetched from where the token said');
  assert.ok(rows.length > 150);
  assert.ok(isAlive(gateway));
});

test('at a public client the same, but its own ID token', async () => {
  const passed = [];
  for (const [id, what, value] of forged()) {
    if (what === 'ID token of this client' || /[^\x21-\x7e]/.test(value)) continue;
    const answer = await bearer(open, '/check', value);
    if (answer.status !== 401 && answer.status !== 431) passed.push(`${id} ${what}: ${answer.status}`);
  }
  assert.deepEqual(passed, []);
});

test('JWT-24: the token that an application is sent opens nothing at the gateway', async () => {
  const { cookie } = await signIn(gateway);
  application.take();
  await ask(gateway, '/jwt/x', { headers: [['Cookie', cookie]] });
  const [seen] = application.take();
  const upstream = seen.headers.authorization.replace('Bearer ', '');
  for (const path of sinks) assert.equal((await bearer(gateway, path, upstream)).status, 401, path);
  const api = JSON.parse((await ask(gateway, '/api/v1/auth/refresh', { headers: [['Cookie', cookie]] })).text).accessToken;
  assert.equal((await bearer(gateway, '/check', api)).status, 204);
  const [h, p, s] = api.split('.');
  const change = (payload) => `${h}.${b64(text({ ...JSON.parse(Buffer.from(p, 'base64url')), ...payload }))}.${s}`;
  for (const bad of [`${h}.${p}.`, `${h}.${p}.${s.slice(0, -4)}AAAA`, change({ isAdmin: true }), change({ sub: 'root' }), `${b64(text({ alg: 'none', kid: JSON.parse(Buffer.from(h, 'base64url')).kid }))}.${p}.`,
    `${h}.${p}.${upstream.split('.')[2]}`]) assert.equal((await bearer(gateway, '/check', bad)).status, 401);
  // It speaks for a session: with it, it ends.
  await ask(gateway, '/api/v1/auth/logout', { headers: [['Cookie', cookie], ['Sec-Fetch-Site', 'same-origin']] });
  assert.equal((await bearer(gateway, '/check', api)).status, 401);
  assert.equal((await ask(gateway, '/check', { headers: [['Cookie', cookie]] })).status, 401);
});

test('JWT-28: a token that was good once makes no other token good', async () => {
  const good = token();
  const [h, p, s] = good.split('.');
  for (let i = 0; i < 3; i += 1) assert.equal((await bearer(gateway, '/check', good)).status, 204);
  for (const bad of [`${h}.${p}.${s.slice(0, 40)}${s[40] === 'A' ? 'B' : 'A'}${s.slice(41)}`, `${h}.${p}.`, `${h}.${b64(text(honestClaims({ roles: ['Admin'] })))}.${s}`])
    assert.equal((await bearer(gateway, '/check', bad)).status, 401);
  assert.equal((await bearer(gateway, '/check', good)).status, 204);
  // Beside a good cookie a bad token stays bad.
  const { cookie } = await signIn(gateway);
  assert.equal((await ask(gateway, '/check', { headers: [['Cookie', cookie], ['Authorization', `Bearer ${h}.${p}.`]] })).status, 401);
  assert.equal((await ask(gateway, '/check', { headers: [['Cookie', cookie], ['Authorization', `Bearer ${good}`], ['Authorization', `Bearer ${good}`]] })).status, 401);
});

test('JWT-15: an address in a claim makes nobody an administrator who is a guest', async () => {
  for (const extra of [{ idp: 'https://evil.example' }, { acct: 1 }]) {
    const answer = await bearer(gateway, '/api/v1/users/loggedInUser', token({}, { ...extra, oid: crypto.randomUUID(), sub: `s${Math.random()}`, email: 'root@contoso.example', preferred_username: 'root@contoso.example', upn: 'root@contoso.example', roles: [] }));
    assert.equal(answer.status, 200);
    assert.equal(JSON.parse(answer.text).isAdmin, false, text(extra));
  }
});

test('JWT-05, F-06: unknown keys are asked for once in a while, and valid tokens go on', async () => {
  const before = idp.counts.keys;
  await Promise.all(Array.from({ length: 200 }, (_, i) => bearer(gateway, '/check', token({ kid: `unknown-${i}` }))));
  assert.ok(idp.counts.keys - before <= 1, `${idp.counts.keys - before} fetches`);
  assert.equal((await bearer(gateway, '/check', token())).status, 204);
});

test('no forged or honest token is in the log', async () => {
  assert.ok(!/eyJ[\w-]+\.eyJ/.test(gateway.log()), gateway.log().match(/.*eyJ[\w-]+\.eyJ.*/)?.[0]);
  assert.ok(gateway.log().split('\n').every((line) => !line || /^\{.*\}$/.test(line) || !line.includes('"ts"')));
});
