// Provokes the refusals of the device code, on-behalf-of and password grants, and of federated credentials. Each
// function belongs to the case of its name in expected.json.
import { randomUUID } from 'node:crypto';
import { Agent } from '../agent.mjs';
import { makeKeyPair } from '../keys.mjs';
import { freePort } from '../support.mjs';
import { APPS, Directory, OTHER_TENANT, PASSWORD, account, directory, signJwt } from './world.mjs';

const { web, native, daemon } = APPS;
const TWO_APIS = `openid User.Read api://${APPS.api.clientId}/read`;
const sent = (app, more = {}) => ({ client_id: app.clientId, app: app.name, ...more });
const BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

// Device code.

async function startDevice(there) {
  there.allowPublicFlows(native.clientId);
  const answer = await there.token({ client_id: native.clientId, scope: 'openid profile offline_access' }, { path: 'oauth2/v2.0/devicecode' });
  if (answer.status !== 200) throw new Error(`no device code: ${answer.status} ${answer.text.slice(0, 300)}`);
  return JSON.parse(answer.text);
}
const polling = (deviceCode) => ({ grant_type: DEVICE, client_id: native.clientId, device_code: deviceCode });

// Opens the page for user codes, and sends a code from its form.
async function enter(there, started, userCode, browser = new Agent()) {
  const page = await browser.send(new URL(new URL(started.verification_uri).pathname, there.origin).href);
  const field = page.text.match(/name="(user_?code|otc)"/i)?.[1];
  if (!field) throw new Error(`no form for a user code: ${page.status} ${page.text.slice(0, 300)}`);
  return browser.submit(page, { [field]: userCode });
}

const entering = (userCode) => async () => {
  const there = await directory();
  return { answer: await enter(there, await startDevice(there), userCode), sent: sent(native) };
};

async function walkDevice() {
  const there = await Directory.start({ clock: true });
  const started = await startDevice(there);
  there.clock.forward(15 * 60 + 1);
  return { '70019': await enter(there, started, started.user_code), '70020': await there.token(polling(started.device_code)) };
}
let walked;
const after = (name) => async () => {
  walked ??= walkDevice();
  return { answer: (await walked)[name], sent: sent(native) };
};

const beginning = (fields, values, options) => async () => {
  const there = await directory();
  return { answer: await there.token({ client_id: native.clientId, scope: 'openid', ...fields }, { path: 'oauth2/v2.0/devicecode', ...options }), sent: sent(native, values) };
};

// On behalf of a person.

// An access token for the application, as a client of it would send it along.
async function assertionFor(there, app) {
  return (await there.tokens(await there.code(app, 'alice', { scope: `openid ${app.clientId}/.default` }))).access_token;
}
const onBehalf = (app, assertion) => ({ grant_type: BEARER, requested_token_use: 'on_behalf_of', client_id: app.clientId, client_secret: app.secret, assertion, scope: 'User.Read' });

// Password.

let withPasswords;
const password = (person, passwd) => async () => {
  const there = await (withPasswords ??= Directory.start({ flags: ['--password-grant'] }));
  there.allowPublicFlows(native.clientId);
  return { answer: await there.token({ grant_type: 'password', client_id: native.clientId, username: account(person), password: passwd, scope: 'openid' }), sent: sent(native) };
};

// Federated credentials. The issuer is the directory's other tenant, whose keys it can fetch.

const AUDIENCE = 'api://AzureADTokenExchange';

// Every call trusts a subject of its own, because an application trusts each subject of an issuer once.
async function presenting(there, { issuer, trusted = there.at('v2.0', OTHER_TENANT), another = '', spelled = (subject) => subject, audience = AUDIENCE }) {
  const subject = `system:serviceaccount:shop:${randomUUID()}`;
  there.trust(daemon.clientId, { issuer: trusted, subject, audience: AUDIENCE });
  const now = Math.floor(Date.now() / 1000);
  const jwt = signJwt({ alg: 'RS256', typ: 'JWT', kid: 'a-key' }, { iss: issuer ?? trusted, sub: spelled(subject) + another, aud: audience, jti: randomUUID(), iat: now, nbf: now, exp: now + 600 },
    makeKeyPair('rsa', { modulusLength: 2048 }).privateKey);
  return there.token({ ...there.assertion(), client_assertion: jwt });
}
const federated = (claims) => async () => ({ answer: await presenting(await directory(), claims), sent: sent(daemon) });

export const provocations = {
  '28000 device': beginning({ scope: TWO_APIS }, { scopes: TWO_APIS }),
  '50059 device': beginning({ client_id: randomUUID() }, {}, { tenant: 'common' }),
  '50013': async () => {
    const there = await directory();
    const token = await assertionFor(there, web);
    const [header, claims, signature] = token.split('.');
    const damaged = `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    return { answer: await there.token(onBehalf(web, damaged)), sent: sent(web) };
  },
  '500133': async () => {
    const there = await Directory.start({ clock: true });
    const token = await assertionFor(there, web);
    there.clock.forward(24 * 3600);
    return { answer: await there.token(onBehalf(web, token)), sent: sent(web) };
  },
  '500131': async () => {
    const there = await directory();
    return { answer: await there.token(onBehalf(web, await assertionFor(there, APPS.hybrid))), sent: sent(web) };
  },
  '50105 on behalf': async () => {
    const there = await Directory.start();
    const token = await assertionFor(there, APPS.api);
    there.command('app', 'properties', APPS.api.clientId, '--assignment-required', 'yes');
    return { answer: await there.token(onBehalf(APPS.api, token)), sent: sent(APPS.api) };
  },
  '7000114': async () => {
    const there = await directory();
    const { access_token: ofAProgram } = await there.tokens(there.asItself(web));
    return { answer: await there.token(onBehalf(web, ofAProgram)), sent: sent(web) };
  },
  '50034 password': password('nobody', 'anything'),
  '50053 password': async () => {
    let answer;
    for (let i = 0; i < 11; i += 1) ({ answer } = await password('lena', `wrong ${i}`)());
    return { answer, sent: sent(native) };
  },
  '50056 password': password('nora', PASSWORD),
  '50057 password': password('erin', PASSWORD),
  '50055': async () => {
    const there = await (withPasswords ??= Directory.start({ flags: ['--password-grant'] }));
    there.allowPublicFlows(native.clientId);
    there.expirePassword(account('bob'));
    return { answer: await there.token({ grant_type: 'password', client_id: native.clientId, username: account('bob'), password: PASSWORD, scope: 'openid' }), sent: sent(native) };
  },
  '50166': async () => {
    const issuer = `https://localhost:${await freePort()}/nobody`;
    const there = await Directory.start({ flags: ['--federated-issuer', issuer] });
    return { answer: await presenting(there, { trusted: issuer }), sent: sent(daemon) };
  },
  '50126 password': password('alice', 'wrong'),
  '70016': async () => {
    const there = await directory();
    const { device_code: deviceCode } = await startDevice(there);
    return { answer: await there.token(polling(deviceCode)), sent: sent(native) };
  },
  '70018': entering('WRONGCODE'),
  '70018 token': async () => {
    const there = await directory();
    await startDevice(there);
    return { answer: await there.token(polling('never-issued')), sent: sent(native) };
  },
  '70019': after('70019'),
  '70020': after('70020'),
  '90119': entering(''),
  '90120': async () => {
    const there = await directory();
    const started = await startDevice(there);
    const browser = new Agent();
    let page = await enter(there, started, started.user_code, browser);
    if (/name="passwd"/.test(page.text)) page = await browser.submit(page, { login: account('alice'), passwd: PASSWORD, act: 'sign_in' });
    await browser.submit(page, { act: 'decline' });
    return { answer: await enter(there, started, started.user_code, browser), sent: sent(native) };
  },
  '700211': federated({ issuer: 'https://elsewhere.example/' }),
  '700212': federated({ audience: 'api://another' }),
  '700213': federated({ another: '2' }),
  '7002138': federated({ spelled: (subject) => subject.toUpperCase() }),
  '700229': async () => {
    const there = await directory();
    const code = await there.code(APPS.multi, 'fabrikam', {}, { tenant: OTHER_TENANT });
    const { id_token: token } = await there.tokens(code, { tenant: OTHER_TENANT });
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
    there.trust(daemon.clientId, { issuer: claims.iss, subject: claims.sub, audience: claims.aud });
    return { answer: await there.token({ ...there.assertion(), client_assertion: token }), sent: sent(daemon) };
  },
};
