// Provokes the refusals of the token endpoint and of the metadata. Each function belongs to the case of its name in
// expected.json, and returns the answer and what stands for the placeholders of its words.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from '../agent.mjs';
import { selfSigned } from '../certificates.mjs';
import { APPS, Directory, OTHER_TENANT, directory, movable, pkce } from './world.mjs';

const { web, spa, native, closed, multi } = APPS;
const TWO_APIS = `openid User.Read api://${APPS.api.clientId}/read`;
const TWO_DEFAULTS = `https://graph.microsoft.com/.default ${APPS.api.clientId}/.default`;
const NOBODY = '99999999-9999-4999-8999-999999999999';
const ZERO = '00000000-0000-0000-0000-000000000000';
const sent = (app, more = {}) => ({ client_id: app.clientId, app: app.name, redirect_uri: app.redirectUri, ...more });

// Redeems a fresh code with other fields than its own.
const redeeming = (app, change, { values, asked, ...options } = {}) => async () => {
  const there = await directory();
  return { answer: await there.token({ ...await there.code(app, 'alice', asked), ...change }, options), sent: sent(app, values) };
};

// Asks for a token of an application for itself.
const asItself = (app, change, { values, ...options } = {}) => async () => {
  const there = await directory();
  return { answer: await there.token(there.asItself(app, change), options), sent: sent(app, values) };
};

const asking = (fields, { app = web, values, ...options } = {}) => async () => {
  const there = await directory();
  return { answer: await there.token(fields, options), sent: sent(app, values) };
};

async function refreshToken(there, app, person = 'alice') {
  const headers = app.origin ? { origin: app.origin } : {};
  return (await there.tokens(await there.code(app, person), { headers })).refresh_token;
}

const refreshing = (app, change, { values, ...options } = {}) => async () => {
  const there = await directory();
  return { answer: await there.token(there.refreshing(app, await refreshToken(there, app), change), options), sent: sent(app, values) };
};

const AN_HOUR_AGO = Math.floor(Date.now() / 1000) - 3600;
const asserting = (claims) => async () => {
  const there = await directory();
  return { answer: await there.token(there.assertion({ claims })), sent: sent(APPS.daemon) };
};

export const provocations = {
  '28000': redeeming(web, { scope: TWO_APIS }, { asked: { scope: TWO_APIS }, values: { scopes: TWO_APIS } }),
  '28002': redeeming(web, { scope: 'openid profile' }, { asked: { scope: TWO_APIS }, values: { scopes: 'openid profile' } }),
  '28003': redeeming(web, { scope: '' }, { asked: { scope: TWO_APIS } }),
  '50001': async () => {
    const there = await movable();
    there.switchOff(APPS.off.clientId);
    return { answer: await there.token(there.asItself(web, { scope: `${APPS.off.clientId}/.default` })), sent: sent(web) };
  },
  '50011 token': redeeming(web, { redirect_uri: 'https://evil.example/cb' }, { values: { redirect_uri: 'https://evil.example/cb' } }),
  '50027': async () => {
    const there = await directory();
    return { answer: await there.token(there.assertion({ header: { x5t: undefined } })), sent: sent(APPS.daemon) };
  },
  '50027 audience': asserting({ aud: 'https://elsewhere.example/oauth2/v2.0/token' }),
  '50027 time': asserting({ nbf: AN_HOUR_AGO - 600, iat: AN_HOUR_AGO - 600, exp: AN_HOUR_AGO }),
  '50049': async () => {
    const there = await directory();
    const url = `${there.origin}/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent('https://login.elsewhere.example/common/oauth2/v2.0/authorize')}`;
    return { answer: await new Agent().send(url), sent: {} };
  },
  '50057 token': async () => {
    const there = await movable();
    const code = await there.code(web, 'otto');
    there.command('user', 'disable', 'otto@contoso.example');
    return { answer: await there.token(code), sent: sent(web) };
  },
  '50059': async () => {
    const there = await directory();
    return { answer: await there.token(there.asItself({ ...web, clientId: NOBODY }), { tenant: 'common' }), sent: sent(web) };
  },
  '50105 application': asItself(web, { scope: `${closed.clientId}/.default` }, { values: { resource_id: closed.clientId } }),
  '50148': redeeming(web, { code_verifier: undefined }),
  '50173': async () => {
    const there = await movable();
    const token = await refreshToken(there, web, 'rita');
    there.revoke('rita@contoso.example');
    return { answer: await there.token(there.refreshing(web, token)), sent: sent(web) };
  },
  '50196': async () => {
    const there = await directory();
    const token = await refreshToken(there, web, 'bob');
    let answer;
    for (let i = 0; i < 16; i += 1) answer = await there.token(there.refreshing(web, token));
    return { answer, sent: sent(web) };
  },
  '54005': async () => {
    const there = await directory();
    const code = await there.code(web);
    await there.tokens(code);
    return { answer: await there.token(code), sent: sent(web) };
  },
  '65001': refreshing(web, { scope: 'Mail.Read' }),
  '65001 unknown': refreshing(web, { scope: `api://${APPS.api.clientId}/nothing` }),
  '70000': asking({ grant_type: 'authorization_code', client_id: web.clientId, client_secret: web.secret, redirect_uri: web.redirectUri, code: 'never-issued' }),
  '70000 refresh': asking({ grant_type: 'refresh_token', client_id: web.clientId, client_secret: web.secret, refresh_token: 'never-issued' }),
  '70011 application': asItself(web, { scope: TWO_DEFAULTS }, { values: { scopes: TWO_DEFAULTS } }),
  '70003': asking({ grant_type: 'no_such_grant', client_id: web.clientId, client_secret: web.secret }),
  '90002': asking({ grant_type: 'client_credentials', client_id: web.clientId, client_secret: web.secret, scope: `${web.clientId}/.default` }, { tenant: 'nowhere.example', values: { tenant: 'nowhere.example' } }),
  '90002 discovery': async () => {
    const there = await directory();
    return { answer: await new Agent().send(there.at('v2.0/.well-known/openid-configuration', 'nowhere.example')), sent: { tenant: 'nowhere.example' } };
  },
  '90009': redeeming(web, { scope: `api://${web.clientId}/.default` }),
  '90013': asking({ grant_type: 'client_credentials' }, { tenant: '%7Btenant%7D' }),
  '90014': async () => {
    const there = await directory();
    return { answer: await there.token({ ...there.assertion(), client_assertion_type: undefined }), sent: sent(APPS.daemon) };
  },
  '90023': async () => {
    const there = await directory();
    return { answer: await new Agent().send(there.at('kerberos'), { method: 'POST', form: {} }), sent: {} };
  },
  '90055': async () => {
    const there = await Directory.start({ flags: ['--token-requests-per-minute', '1'] });
    await there.token(there.asItself(web));
    return { answer: await there.token(there.asItself(web)), sent: sent(web) };
  },
  '500011': asItself(web, { scope: 'api://not-a-registered-resource/.default' }, { values: { resource: 'api://not-a-registered-resource' } }),
  '500112': redeeming(web, { redirect_uri: 'https://app.example/second' }, { values: { redirect_uri: 'https://app.example/second' } }),
  '501481': redeeming(web, { code_verifier: pkce().verifier }),
  '501491': redeeming(web, { code_verifier: 'short' }),
  '700005': async () => {
    const there = await directory();
    return { answer: await there.token(await there.code(multi), { tenant: OTHER_TENANT }), sent: sent(multi) };
  },
  '700016': async () => {
    const there = await directory();
    return { answer: await there.token(there.asItself({ ...web, clientId: NOBODY })), sent: sent({ ...web, clientId: NOBODY }) };
  },
  '700025': redeeming(spa, { client_secret: web.secret }, { headers: { origin: spa.origin } }),
  '700025 assertion': async () => {
    const there = await directory();
    const { client_assertion, client_assertion_type } = there.assertion();
    return { answer: await there.token({ ...await there.code(spa), client_assertion, client_assertion_type }, { headers: { origin: spa.origin } }), sent: sent(spa) };
  },
  '700025 scheme': redeeming({ ...native, redirectUri: 'com.example.native://signed-in' }, { client_secret: web.secret }),
  '700025 native': redeeming(native, { client_secret: web.secret }),
  '700027': async () => {
    const there = await directory();
    return { answer: await there.token(there.assertion({ key: createPrivateKey(readFileSync(selfSigned('stranger').keyFile)) })), sent: sent(APPS.daemon) };
  },
  '700038': asking({ grant_type: 'client_credentials', client_id: 'web', client_secret: web.secret, scope: 'x/.default' }, { values: { client_id: 'web' } }),
  '700038 zero': asking({ grant_type: 'client_credentials', client_id: ZERO, client_secret: web.secret, scope: `${web.clientId}/.default` }, { values: { client_id: ZERO } }),
  '900144': asking({ client_id: web.clientId, client_secret: web.secret }),
  '900144 code': asking({ grant_type: 'authorization_code', client_id: web.clientId, client_secret: web.secret, redirect_uri: web.redirectUri }),
  '900144 scope': asItself(web, { scope: undefined, audience: `api://${web.clientId}` }),
  '900561': asking({}, { method: 'GET' }),
  '1002012': asItself(web, { scope: 'User.Read' }, { values: { scope: 'User.Read' } }),
  '7000112': async () => {
    const there = await movable();
    there.switchOff(APPS.off.clientId);
    return { answer: await there.token(there.asItself(APPS.off)), sent: sent(APPS.off) };
  },
  '7000215': asItself(web, { client_secret: 'wrong' }),
  '7000215 code': redeeming(web, { client_secret: 'wrong' }),
  '7000216': asItself(web, { client_secret: undefined }),
  '7000218': redeeming(web, { client_secret: undefined }),
  '7000218 refresh': refreshing(web, { client_secret: undefined }),
  '9001023 consumers': asItself(multi, {}, { tenant: 'consumers' }),
  '9001023': asItself(multi, {}, { tenant: 'common' }),
  '9002313': asking(`grant_type=client_credentials&grant_type=client_credentials&client_id=${web.clientId}`),
  '9002326': redeeming(web, {}, { headers: { origin: 'https://app.example' }, values: { origin: 'https://app.example' } }),
  '9002326 application': asItself(web, {}, { headers: { origin: 'https://app.example' }, values: { origin: 'https://app.example' } }),
  '9002326 refresh': refreshing(web, {}, { headers: { origin: 'https://app.example' }, values: { origin: 'https://app.example' } }),
  '9002327': redeeming(spa, {}),
  '9002327 refresh': refreshing(spa, {}),
  '9010010 token': redeeming(web, { scope: 'User.Read', resource: `api://${APPS.hybrid.clientId}` }),
};
