// The rows of the catalogue that consist of one token: what is wrong with it, how to make it from an honest one, and
// the reason for which it must be refused. By checking the reason, a test notices if a row is refused for some other
// mistake.
import { constants, createPublicKey } from 'node:crypto';
import { CLIENT, TENANT } from '../evil_idp/idp.mjs';
import { b64, by, hs, none, strangers, text, without } from './forge.mjs';

const OTHER = '00000000-0000-4000-8000-000000000000';
const pss = (saltLength) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

// `at` says where a row applies: 'any' place that accepts tokens; places for tokens of the 'provider'; ID tokens of a
// 'sign-in'; only those of a 'callback'. `reason` is one word, or one for each of {bearer, signIn, own}.
export const rows = [];
const add = (id, what, make, reason, at = 'any') => rows.push({ id, what, make, reason, at });
export const accepted = [];
const good = (id, what, make, at = 'any') => accepted.push({ id, what, make, at });

function algorithms() {
  for (const alg of ['none', 'None', 'nOnE', 'NONE', '', 'RS256 ', 'rs256', 'RSA-SHA256'])
    for (const signer of [none, undefined])
      add('JWT-01', `alg ${text(alg)}, ${signer ? 'unsigned' : 'signed'}`, (f) => f.token({ alg }, {}, signer ?? f.sign), 'jws_algorithm');
  for (const alg of [null, 0, ['RS256'], {}, true]) add('JWT-01', `alg ${text(alg)}`, (f) => f.token({ alg }), 'jws_header');
  add('JWT-01', 'no alg', (f) => f.token(text(without(f.header(), 'alg'))), 'jws_header');
  add('JWT-01', 'no signature', (f) => f.token({}, {}, none), 'jws_empty_signature');
  const forms = { PEM: (key) => key.export({ type: 'spki', format: 'pem' }), 'PEM without its last newline': (key) => key.export({ type: 'spki', format: 'pem' }).trim(),
    'PEM of PKCS #1': (key) => key.export({ type: 'pkcs1', format: 'pem' }), DER: (key) => key.export({ type: 'spki', format: 'der' }),
    JWK: (key, jwk) => text(jwk), n: (key, jwk) => Buffer.from(jwk.n, 'base64url'), 'n as text': (key, jwk) => jwk.n, nothing: () => '' };
  for (const [name, form] of Object.entries(forms))
    for (const [alg, hash] of [['HS256', 'sha256'], ['HS384', 'sha384'], ['HS512', 'sha512'], ['RS256', 'sha256']])
      add('JWT-02', `${alg}, an HMAC with ${name}`, (f) => f.token({ alg }, {}, hs(form(createPublicKey({ key: f.jwk, format: 'jwk' }), f.jwk), hash)), alg === 'RS256' ? 'jws_signature' : 'jws_algorithm');
  for (const alg of ['PS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'PS512']) add('JWT-03', `${alg} in the header, signed by RS256`, (f) => f.token({ alg }), 'jws_algorithm_not_allowed');
  add('JWT-03', 'ES256 by a key on P-256', (f) => f.token({ alg: 'ES256' }, {}, by(strangers.ec.privateKey, 'sha256', { dsaEncoding: 'ieee-p1363' })), 'jws_algorithm_not_allowed');
}

function headers() {
  const forged = by(strangers.rsa.privateKey);
  for (const kid of ['../../etc/passwd', '/dev/null', "' OR 1=1--", '|id', '$(id)', 'a\0b', ' ', '%00', 'x'.repeat(1000)])
    add('JWT-04', `kid ${text(kid).slice(0, 30)}`, (f) => f.token({ kid }, {}, forged), 'jws_unknown_kid');
  add('JWT-04', 'kid of 5 KiB', (f) => f.token({ kid: 'x'.repeat(5 << 10) }), 'jws_header');
  // Such a token does not fit into a header field, so only sign-ins get it.
  add('JWT-04', 'kid of 48 KiB', (f) => f.token({ kid: 'x'.repeat(48 << 10) }), 'jws_size', 'sign-in');
  for (const kid of [['a'], 7, null, {}, true, '']) add('JWT-04', `kid ${text(kid)}`, (f) => f.token({ kid }), 'jws_header');
  for (const before of [' ', 'x']) add('JWT-04', `the kid with ${text(before)} before it`, (f) => f.token({ kid: `${before}${f.header().kid}` }), 'jws_unknown_kid');
  add('JWT-04', 'no kid, a key of nobody', (f) => f.token(text(without(f.header(), 'kid')), {}, forged), 'jws_signature');
  add('JWT-04', 'the right kid, a key of nobody', (f) => f.token({}, {}, forged), 'jws_signature');
  const crits = [['exp'], [], ['b64'], ['x'], ['alg'], 'exp', null, 0];
  for (const crit of crits) add('JWT-07', `crit ${text(crit)}`, (f) => f.token({ crit, ...(text(crit).includes('b64') ? { b64: false } : {}) }), 'jws_crit');
  for (const b64 of [false, true]) add('JWT-07', `b64 ${b64}`, (f) => f.token({ b64 }), 'jws_crit');
  good('JWT-07', 'a member of the header that nobody knows', (f) => f.token({ unknown: { a: [1] } }), 'provider');
}

function json() {
  const both = (name, object, twin) => [[`${twin} after`, `${text(object).slice(0, -1)},${twin}}`], [`${twin} before`, `{${twin},${text(object).slice(1)}`]].map(([what, doubled]) => [`${name}: ${what}`, doubled]);
  for (const [at, twin] of ['"alg":"none"', '"alg":"RS256"', '"kid":"x"', '"typ":"JWT"', '"\\u0061lg":"none"'].flatMap((twin) => [[0, twin], [1, twin]]))
    add('JWT-08', `header, ${twin} ${at ? 'before' : 'after'}`, (f) => f.token(both('', f.header(), twin)[at][1]), 'jws_header');
  for (const [at, twin] of ['"aud":"other"', `"aud":"${CLIENT}"`, '"exp":99999999999', '"iss":"x"', '"\\u0061ud":"other"', '"a":{"b":1,"b":2}'].flatMap((twin) => [[0, twin], [1, twin]]))
    add('JWT-08', `payload, ${twin} ${at ? 'before' : 'after'}`, (f) => f.token({}, both('', f.claims(), twin)[at][1]), 'json_duplicate_member');
  const payloads = {
    '10,000 arrays deep': () => '['.repeat(10_000) + ']'.repeat(10_000), 'objects deep': () => '{"a":'.repeat(3000) + '1' + '}'.repeat(3000), 'a claim too deep': (c) => `${c.slice(0, -1)},"x":${'['.repeat(60)}${']'.repeat(60)}}`,
    BOM: (c) => '\ufeff' + c, 'UTF-16': (c) => Buffer.from(c, 'utf16le'), 'UTF-16 with BOM': (c) => Buffer.from('\ufeff' + c, 'utf16le'),
    'invalid UTF-8': (c) => Buffer.concat([Buffer.from(c.slice(0, -1) + ',"x":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
    'overlong UTF-8': (c) => Buffer.concat([Buffer.from(c.slice(0, -1) + ',"x":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    'lone surrogate': (c) => `${c.slice(0, -1)},"x":"\\ud800"}`, NaN: (c) => `${c.slice(0, -1)},"x":NaN}`, Infinity: (c) => `${c.slice(0, -1)},"x":Infinity}`, 'trailing text': (c) => c + 'x', 'trailing NUL': (c) => c + '\0',
    'two objects': (c) => c + c, comment: (c) => c.replace('{', '{/**/'), 'line comment': (c) => c + '//', 'single quotes': (c) => c.replaceAll('"', "'"), 'trailing comma': (c) => c.slice(0, -1) + ',}', 'control byte in a text': (c) => `${c.slice(0, -1)},"x":"\u0001"}`,
    array: () => '[]', string: () => '"x"', number: () => '1', null: () => 'null', empty: () => '', blank: () => ' ',
  };
  const reasons = { '10,000 arrays deep': 'json_depth', 'objects deep': 'json_depth', 'a claim too deep': 'json_depth', array: 'jwt_claims', string: 'jwt_claims', number: 'jwt_claims', null: 'jwt_claims' };
  for (const [name, payload] of Object.entries(payloads)) add('JWT-09', name, (f) => f.token({}, payload(text(f.claims()))), reasons[name] ?? 'json_syntax');
  add('JWT-09', 'header with comment', (f) => f.token(text(f.header()).replace('{', '{/**/')), 'jws_header');
  add('JWT-09', 'header is an array', (f) => f.token('[]'), 'jws_header');
  add('JWT-09', '1 MB', (f) => f.token({}, { x: 'x'.repeat(1_000_000) }), 'http_too_large', 'callback');
  add('JWT-09', 'beyond 64 kB', (f) => f.token({}, { x: 'x'.repeat(60_000) }), 'jws_size', 'sign-in');
  good('JWT-09', 'text beyond ASCII, escapes, space between members', (f) => f.token({}, JSON.stringify({ ...f.claims(), x: '\u00e4\u{1f600}"\\' }, null, 2)));
}

function times() {
  const malformed = ['"string"', '1e300', '-1', '9007199254740993', '9223372036854775807', '9223372036854775808', '-9223372036854775809', '99999999999999999999999', 'null', 'true', '[]', '{}'];
  for (const name of ['exp', 'nbf', 'iat']) {
    for (const value of malformed) add('JWT-10', `${name} ${value}`, (f) => f.spelled(name, value), 'jwt_time');
    add('JWT-10', `${name} a time as text`, (f) => f.token({}, { [name]: `${f.now() + 60}` }), 'jwt_time');
    add('JWT-10', `${name} 1e400`, (f) => f.spelled(name, '1e400'), 'json_syntax');
  }
  add('JWT-10', 'no exp', (f) => f.without('exp'), 'jwt_exp_missing');
  add('JWT-10', 'no iat', (f) => f.without('iat'), 'jwt_claim_missing', 'sign-in');
  add('JWT-10', 'exp 0', (f) => f.token({}, { exp: 0 }), 'jwt_expired');
  add('JWT-10', 'exp in the last century', (f) => f.token({}, { exp: 1e8 }), 'jwt_expired');
  add('JWT-10', 'nbf in milliseconds', (f) => f.token({}, { nbf: Date.now() }), 'jwt_not_yet_valid');
  good('JWT-10', 'exp in milliseconds', (f) => f.token({}, { exp: 9_999_999_999_999 }));
  good('JWT-10', 'exp after the year 2038', (f) => f.token({}, { exp: 2 ** 31 + 5 }));
  add('JWT-11', 'expired 70 s ago', (f) => f.token({}, { exp: f.now() - 70 }), 'jwt_expired', 'provider');
  add('JWT-11', 'good from 75 s on', (f) => f.token({}, { nbf: f.now() + 75 }), 'jwt_not_yet_valid', 'provider');
  add('JWT-11', 'made in 75 s', (f) => f.token({}, { iat: f.now() + 75 }), 'jwt_issued_in_future', 'provider');
  good('JWT-11', 'expired 30 s ago', (f) => f.token({}, { exp: f.now() - 30 }), 'provider');
  good('JWT-11', 'good from 50 s on', (f) => f.token({}, { nbf: f.now() + 50, iat: f.now() + 50 }), 'provider');
}

function addressees() {
  const audience = { bearer: 'token_audience', signIn: 'id_token_audience', own: 'own_token_audience' };
  for (const aud of ['other', '', [], `${CLIENT},other`, CLIENT.slice(0, -1), `${CLIENT}x`, ` ${CLIENT}`, `api://${CLIENT}/`, CLIENT.toUpperCase(), '00000003-0000-0000-c000-000000000000'])
    add('JWT-12', `aud ${text(aud)}`, (f) => f.token({}, { aud }), audience);
  for (const aud of [[[CLIENT]], 7, null, {}, [CLIENT, 7]]) add('JWT-12', `aud ${text(aud)}`, (f) => f.token({}, { aud }), 'jwt_claim_type');
  add('JWT-12', 'no aud', (f) => f.without('aud'), audience);
  for (const aud of [[CLIENT, 'other'], ['other', CLIENT], `api://${CLIENT}`]) add('JWT-12', `aud ${text(aud)} in an ID token`, (f) => f.token({}, { aud }), audience.signIn, 'sign-in');
  add('JWT-12', 'two audiences without azp', (f) => f.token({}, { aud: [CLIENT, 'other'], azp: undefined }), audience.signIn, 'sign-in');
  for (const azp of ['other', '']) add('JWT-12', `azp ${text(azp)}`, (f) => f.token({}, { azp }), 'id_token_azp', 'sign-in');
  good('JWT-12', 'aud as an array of us alone', (f) => f.token({}, { aud: [CLIENT] }), 'provider');
  good('JWT-12', 'azp is us', (f) => f.token({}, { azp: CLIENT }), 'provider');
  const wrong = { bearer: 'token_issuer', signIn: 'token_issuer', own: 'own_token_issuer' };
  const anywhere = { 'a slash after it': (iss) => `${iss}/`, 'capitals': (iss) => iss.toUpperCase(), https: (iss) => iss.replace('http:', 'https:'), HTTP: (iss) => iss.replace('http:', 'HTTP:'), 'sts.windows.net': () => `https://sts.windows.net/${TENANT}/`,
    'userinfo': (iss) => iss.replace('localhost', 'localhost@evil.example'), 'userinfo of the cloud': () => `https://login.microsoftonline.com@evil.example/${TENANT}/v2.0`, punycode: (iss) => iss.replace('localhost', 'xn--loclhost-t0a'),
    'a Cyrillic letter': (iss) => iss.replace('localhost', 'loc\u0430lhost'), 'the address': (iss) => iss.replace('localhost', '127.0.0.1'), fragment: (iss) => `${iss}#`, query: (iss) => `${iss}?`, blank: (iss) => ` ${iss}`,
  };
  for (const [what, change] of Object.entries(anywhere)) add('JWT-13', `iss: ${what}`, (f) => f.token({}, { iss: change(f.claims().iss) }), wrong);
  for (const change of [() => null, (iss) => [iss], () => 7, (iss) => ({ iss })]) add('JWT-13', `iss ${text(change('x'))}`, (f) => f.token({}, { iss: change(f.claims().iss) }), 'jwt_claim_type');
  for (const tenant of ['{tenantid}', OTHER, 'common', 'organizations']) add('JWT-13', `iss of ${tenant}`, (f) => f.token({}, { iss: f.claims().iss.replace(TENANT, tenant) }), wrong, 'provider');
  add('JWT-13', 'iss without its version', (f) => f.token({}, { iss: f.claims().iss.replace('/v2.0', '') }), wrong, 'provider');
  add('JWT-13', 'iss empty', (f) => f.token({}, { iss: '' }), { ...wrong, own: 'jwt_claim_missing' });
  add('JWT-13', 'no iss', (f) => f.without('iss'), { ...wrong, own: 'jwt_claim_missing' });
}

function people() {
  for (const tid of [OTHER, '9188040d-6c67-4c5b-b112-36a304b66dad', '', TENANT.toUpperCase(), 'contoso.example', `${TENANT} `]) add('JWT-14', `tid ${text(tid)}`, (f) => f.token({}, { tid }), 'token_tenant', 'provider');
  for (const tid of [null, [TENANT], 7, {}]) add('JWT-14', `tid ${text(tid)}`, (f) => f.token({}, { tid }), 'jwt_claim_type', 'provider');
  add('JWT-14', 'tid and iss of another tenant', (f) => f.token({}, { tid: OTHER, iss: f.claims().iss.replace(TENANT, OTHER) }), 'token_issuer', 'provider');
  add('JWT-14', 'the tenant of personal accounts', (f) => f.token({}, { tid: '9188040d-6c67-4c5b-b112-36a304b66dad', iss: f.claims().iss.replace(TENANT, '9188040d-6c67-4c5b-b112-36a304b66dad') }), 'token_issuer', 'provider');
  add('JWT-14', 'no tid', (f) => f.without('tid'), 'token_tenant', 'provider');
  add('JWT-14', 'neither oid nor sub', (f) => f.without('oid', 'sub'), { bearer: 'token_no_subject', signIn: 'jwt_claim_missing' }, 'provider');
  for (const ver of ['1.0', '', '2', '3.0']) add('JWT-26', `ver ${text(ver)}`, (f) => f.token({}, { ver }), 'token_version', 'provider');
  for (const ver of [2, null, ['2.0']]) add('JWT-26', `ver ${text(ver)}`, (f) => f.token({}, { ver }), 'jwt_claim_type', 'provider');
  add('JWT-26', 'no ver', (f) => f.without('ver'), 'token_version', 'provider');
  add('JWT-26', 'a v1.0 token of the same tenant', (f) => f.token({}, { ver: '1.0', iss: `https://sts.windows.net/${TENANT}/`, appid: CLIENT, azp: undefined }), 'token_issuer', 'provider');
  for (const [name, value] of [['_claim_names', 7], ['_claim_names', 'groups'], ['hasgroups', 'true'], ['hasgroups', 1]]) add('JWT-26', `${name} ${text(value)}`, (f) => f.token({}, { [name]: value }), 'jwt_claim_type', 'provider');
  for (const name of ['sub', 'oid', 'preferred_username', 'name', 'email', 'upn', 'azp', 'sid', 'login_hint', 'idtyp'])
    for (const value of [{}, 7, [7], true, null]) add('JWT-27', `${name} ${text(value)}`, (f) => f.token({}, { [name]: value }), 'jwt_claim_type', 'provider');
  for (const name of ['roles', 'groups']) for (const value of [{}, 7, [7], [['Admin']], true, ['Admin', null], null]) add('JWT-27', `${name} ${text(value)}`, (f) => f.token({}, { [name]: value }), 'jwt_claim_type', 'provider');
  for (const name of ['sub', 'oid']) {
    for (const value of ['a\0b', 'a\nb', 'a\rb', '\u001b[31m']) add('JWT-27', `${name} ${text(value)}`, (f) => f.token({}, { [name]: value }), 'token_subject_character', 'provider');
    add('JWT-27', `${name} of 3,000 characters`, (f) => f.token({}, { [name]: 'x'.repeat(3000) }), name === 'oid' ? 'token_subject_too_long' : { bearer: 'token_subject_too_long', signIn: 'id_token_subject' }, 'provider');
  }
  add('JWT-27', 'sub of 1 MB', (f) => f.token({}, { sub: 'x'.repeat(1 << 20) }), 'http_too_large', 'callback');
  add('JWT-27', 'sub and oid empty', (f) => f.token({}, { sub: '', oid: '' }), { bearer: 'token_no_subject', signIn: 'jwt_claim_missing' }, 'provider');
}

function shapes() {
  add('JWT-16', 'nested: a token as payload', (f) => f.token({}, f.token()), 'json_syntax');
  const parts = (f) => f.token().split('.');
  add('JWT-16', 'detached', (f) => parts(f).with(1, '').join('.'), 'jws_signature');
  const flattened = (f) => ({ payload: parts(f)[1], protected: parts(f)[0], signature: parts(f)[2] });
  add('JWT-16', 'JSON, flattened', (f) => text(flattened(f)), { bearer: 'bearer_malformed', own: 'bearer_malformed', signIn: 'jws_parts' });
  add('JWT-16', 'JSON, general, two signatures', (f) => text({ payload: parts(f)[1], signatures: [without(flattened(f), 'payload'), without(flattened(f), 'payload')] }), { bearer: 'bearer_malformed', own: 'bearer_malformed', signIn: 'jws_parts' });
  add('JWT-16', 'JSON inside the compact form', (f) => `${text(flattened(f))}.${parts(f)[1]}.${parts(f)[2]}`, { bearer: 'bearer_malformed', own: 'bearer_malformed', signIn: 'base64url' });
  for (const count of [1, 2, 4, 6, 5000]) add('JWT-16', `${count} parts`, (f) => [...parts(f), ...'x'.repeat(5000)].slice(0, count).join('.'), 'jws_parts');
  for (const header of [{ alg: 'dir', enc: 'A256GCM', zip: 'DEF' }, { alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2 ** 31, p2s: 'AAAA' }, { alg: 'RSA1_5', enc: 'A128CBC-HS256' }, { alg: 'dir', enc: 'A128GCM' }, { alg: 'RSA-OAEP', enc: 'A256GCM' }])
    add('JWT-17', `JWE ${text(header)}`, () => `${b64(text(header))}.AAAA.AAAAAAAAAAAAAAAA.${'A'.repeat(1000)}.AAAAAAAAAAAAAAAAAAAAAA`, 'jws_encrypted');
  add('JWT-17', 'a header with enc in a signed token', (f) => f.token({ enc: 'A256GCM' }), 'jws_encrypted');
  add('JWT-17', 'a header with zip in a signed token', (f) => f.token({ zip: 'DEF' }), 'jws_encrypted');
  const swapped = (f, bytes) => parts(f).with(2, bytes.toString('base64url')).join('.');
  const honest = (f) => Buffer.from(parts(f)[2], 'base64url');
  const signatures = { zero: () => Buffer.alloc(256), ones: () => Buffer.alloc(256, 255), 'one byte': () => Buffer.alloc(1), 'cut at its front': (s) => s.subarray(1), 'cut at its end': (s) => s.subarray(0, -1), 'with a zero before it': (s) => Buffer.concat([Buffer.alloc(1), s]),
    'with a zero after it': (s) => Buffer.concat([s, Buffer.alloc(1)]), twice: (s) => Buffer.concat([s, s]), 'the modulus itself': (s, jwk) => Buffer.from(jwk.n, 'base64url'),
    'plus the modulus': (s, jwk) => Buffer.from((BigInt(`0x${s.toString('hex')}`) + BigInt(`0x${Buffer.from(jwk.n, 'base64url').toString('hex')}`)).toString(16).padStart(514, '0'), 'hex') };
  for (const [name, change] of Object.entries(signatures)) add('JWT-19', `signature ${name}`, (f) => swapped(f, change(honest(f), f.jwk)), 'jws_signature');
  add('JWT-20', 'PSS under RS256', (f) => f.token({}, {}, by(f.privateKey, 'sha256', pss(32))), 'jws_signature');
  const spellings = { padding: ([h, p, s]) => `${h}.${p}.${s}=`, plus: ([h, p, s]) => `${h}.${p}.${s.slice(0, -2)}+/`, 'a newline': ([h, p, s]) => `${h}.${p}.${s.slice(0, 8)}\n${s.slice(8)}`, 'a blank': ([h, p, s]) => `${h}.${p}. ${s}`,
    'trailing bits': ([h, p, s]) => `${h}.${p}.${s.slice(0, -1)}${{ A: 'B', Q: 'R', g: 'h', w: 'x' }[s.at(-1)] ?? '-'}` };
  for (const [name, change] of Object.entries(spellings)) add('JWT-29', name, (f) => change(parts(f)), 'base64url');
  const early = (signIn) => ({ bearer: 'bearer_malformed', own: 'bearer_malformed', signIn });  // a bearer token cannot contain this character
  add('JWT-29', 'padding of the header', (f) => parts(f).map((part, i) => (i === 0 ? `${part}=` : part)).join('.'), early('base64url'));
  add('JWT-29', 'a question mark', (f) => parts(f).map((part, i) => (i === 0 ? `${part}?` : part)).join('.'), early('base64url'));
  add('JWT-29', 'padding of the payload, signed so', (f) => f.respelled((part) => `${part}=`), early('base64url'));
  add('JWT-29', 'a question mark in the payload, signed so', (f) => f.respelled((part) => `${part}?`), early('base64url'));
  add('JWT-29', 'plus and slash in the payload, signed so', (f) => f.respelled((part) => `${part.slice(0, -4)}+/+/`), 'base64url');
  add('JWT-29', 'trailing bits of the payload, signed so', (f) => f.respelled(() => 'e31'), 'base64url');
  for (const [name, change] of [['a dot after it', (token) => `${token}.`], ['a dot before it', (token) => `.${token}`], ['two dots', (token) => token.replace('.', '..')]]) add('JWT-29', name, (f) => change(f.token()), 'jws_parts');
  add('JWT-25', 'a token for Graph: nonce in its header', (f) => f.token({ nonce: 'abc' }), 'token_for_graph', 'provider');
  add('JWT-25', 'the same with a signature that nobody can check', (f) => f.token({ nonce: 'abc' }, { aud: '00000003-0000-0000-c000-000000000000' }, by(strangers.rsa.privateKey)), 'token_for_graph', 'provider');
}

for (const part of [algorithms, headers, json, times, addressees, people, shapes]) part();
