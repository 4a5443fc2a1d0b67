// Provokes the refusals of the authorization endpoint. Each function belongs to the case of its name in expected.json,
// and returns the answer and what stands for the placeholders of its words.
import { Agent } from '../agent.mjs';
import { APPS, Directory, FOREIGN, PASSWORD, STATE, TENANT, directory, movable, pkce } from './world.mjs';

const sent = (app, more = {}) => ({ state: STATE, client_id: app.clientId, app: app.name, redirect_uri: app.redirectUri, ...more });
const TWO_APIS = `openid User.Read api://${APPS.api.clientId}/read`;
const NOBODY = '99999999-9999-4999-8999-999999999999';

// Opens the authorization endpoint as a browser in which nobody is signed in.
const asked = (app, more, { values, ...options } = {}) => async () => {
  const there = await directory();
  return { answer: await there.authorize(app, more, options), sent: sent(app, values) };
};

const signedIn = (app, person, more, { values, ...options } = {}) => async () => {
  const there = await directory();
  return { answer: await there.signIn(app, person, more, options), sent: sent(app, values) };
};

// A browser in which the person is signed in, at an application of every tenant.
async function browserOf(there, person, app = APPS.multi, tenant = app === APPS.multi ? 'organizations' : TENANT) {
  const browser = new Agent();
  await there.code(app, person, {}, { browser, tenant });
  return browser;
}

const personalSeed = `tenants:
  - name: Contoso
    id: ${TENANT}
    domains: [contoso.example]
    apps: [{name: Web, clientId: ${APPS.web.clientId}, web: [${APPS.web.redirectUri}], signInAudience: PersonalMicrosoftAccount}]
`;

const withS256 = () => ({ code_challenge: pkce().challenge, code_challenge_method: 'S256' });

export const provocations = {
  '16000': async () => {
    const there = await directory();
    return { answer: await there.authorize(APPS.web, { prompt: 'none' }, { browser: await browserOf(there, 'fabrikam') }), sent: sent(APPS.web) };
  },
  '16000 several': async () => {
    const there = await directory();
    const browser = await browserOf(there, 'alice', APPS.web);
    await there.code(APPS.web, 'bob', { prompt: 'login' }, { browser });
    return { answer: await there.authorize(APPS.web, { prompt: 'none' }, { browser }), sent: sent(APPS.web) };
  },
  '50011': asked(APPS.web, { redirect_uri: 'https://evil.example/cb' }, { values: { redirect_uri: 'https://evil.example/cb' } }),
  '50020': signedIn(APPS.web, 'fabrikam'),
  '50020 signed in': async () => {
    const there = await directory();
    return { answer: await there.authorize(APPS.web, {}, { browser: await browserOf(there, 'fabrikam') }), sent: sent(APPS.web) };
  },
  '50034': signedIn(APPS.web, 'nobody'),
  '50053': async () => {
    const there = await directory();
    for (let i = 0; i < 10; i += 1) await there.signIn(APPS.web, 'lena', {}, { password: `wrong ${i}` });
    return { answer: await there.signIn(APPS.web, 'lena', {}, { password: PASSWORD }), sent: sent(APPS.web) };
  },
  '50055 sign-in': async () => {
    const there = await movable();
    there.expirePassword('lena@contoso.example');
    return { answer: await there.signIn(APPS.web, 'lena'), sent: sent(APPS.web) };
  },
  '50056': signedIn(APPS.web, 'nora'),
  '50057': signedIn(APPS.web, 'erin'),
  '50058': asked(APPS.web, { prompt: 'none' }),
  '50105': signedIn(APPS.closed, 'bob'),
  '50105 silent': async () => {
    const there = await directory();
    const browser = await browserOf(there, 'bob', APPS.web);
    return { answer: await there.authorize(APPS.closed, { prompt: 'none' }, { browser }), sent: sent(APPS.closed) };
  },
  '50126': signedIn(APPS.web, 'bob', {}, { password: 'wrong' }),
  '50133': async () => {
    const there = await movable();
    const browser = await browserOf(there, 'nils', APPS.web);
    there.revoke('nils@contoso.example');
    return { answer: await there.authorize(APPS.web, { prompt: 'none' }, { browser }), sent: sent(APPS.web) };
  },
  '50147': asked(APPS.web, { code_challenge: 'short', code_challenge_method: 'S256' }),
  '50194': asked(APPS.web, {}, { tenant: 'common' }),
  '65001 silent': async () => {
    const there = await directory();
    const browser = await browserOf(there, 'alice', APPS.web);
    return { answer: await there.authorize(APPS.web, { prompt: 'none', scope: 'openid Mail.Read' }, { browser }), sent: sent(APPS.web) };
  },
  '65004': signedIn(APPS.web, 'alice', { prompt: 'consent' }, { consent: 'decline' }),
  '65005': async () => {
    const there = await Directory.start();
    there.command('app', 'role', 'add', APPS.hybrid.clientId, 'Job');
    there.command('app', 'permission', 'add', APPS.web.clientId, APPS.hybrid.clientId, 'Job', '--application');
    return { answer: await there.signIn(APPS.web, 'alice', { scope: `openid ${APPS.hybrid.clientId}/.default` }), sent: sent(APPS.web) };
  },
  '650052': asked(APPS.web, { scope: `openid api://${FOREIGN.clientId}/read` }),
  '650056': async () => {
    const there = await Directory.start();
    there.command('app', 'permission', 'remove', APPS.web.clientId, 'graph', 'User.Read');
    return { answer: await there.signIn(APPS.web, 'alice', { scope: `openid ${APPS.hybrid.clientId}/.default` }), sent: sent(APPS.web) };
  },
  '650053': signedIn(APPS.web, 'alice', { scope: 'openid mcp.read' }),
  '650057': signedIn(APPS.web, 'alice', { scope: `openid ${APPS.hybrid.clientId}/.default` }),
  '70005': asked(APPS.web, { response_type: 'code banana' }),
  '70007': asked(APPS.hybrid, { response_type: 'id_token', response_mode: 'query' }),
  '70011': asked(APPS.web, { scope: 'profile email' }),
  '70011 id_token': asked(APPS.hybrid, { response_type: 'id_token', scope: 'User.Read' }),
  '90002 page': asked(APPS.web, {}, { tenant: 'nowhere.example', values: { tenant: 'nowhere.example' } }),
  '90013 page': asked(APPS.web, {}, { tenant: '%7Btenant%7D' }),
  '90094': async () => {
    const there = await directory();
    return { answer: await there.signIn(APPS.closed, 'alice', {}, { consent: 'none' }), sent: sent(APPS.closed) };
  },
  '500011 authorize': asked(APPS.web, { scope: 'openid api://nobody/read' }, { values: { resource: 'api://nobody' } }),
  '500113': asked(APPS.bare, { redirect_uri: 'https://app.example/cb' }),
  '700022': asked(APPS.implicit, { response_type: 'token', scope: TWO_APIS }, { values: { scopes: TWO_APIS } }),
  '700016 page': asked({ ...APPS.web, clientId: NOBODY }, {}),
  '700038 page': asked({ ...APPS.web, clientId: 'web' }, {}),
  '700051': asked(APPS.web, { response_type: 'token' }),
  '700054': asked(APPS.web, { response_type: 'id_token' }),
  '900144 page': asked(APPS.web, { client_id: undefined }),
  '900561 page': async () => {
    const there = await directory();
    const form = await there.authorize(APPS.web, {});
    const action = form.text.match(/<form[^>]*action="([^"]*)"/)[1].replaceAll('&amp;', '&');
    return { answer: await new Agent().send(new URL(action, form.url).href.replace(/\?.*/, '')), sent: sent(APPS.web) };
  },
  '900971': asked(APPS.web, { redirect_uri: undefined }),
  '7000112 page': async () => {
    const there = await movable();
    there.switchOff(APPS.off.clientId);
    return { answer: await there.authorize(APPS.off), sent: sent(APPS.off) };
  },
  '9002313 page': async () => {
    const there = await directory();
    return { answer: await new Agent().send(`${there.authorizeUrl(APPS.web)}&client_id=${APPS.spa.clientId}`), sent: sent(APPS.web) };
  },
  '9002325': signedIn(APPS.spa, 'alice', { code_challenge: undefined }),
  '9002331': async () => {
    const there = await Directory.start({ seed: personalSeed });
    return { answer: await there.authorize(APPS.web), sent: sent(APPS.web) };
  },
  '9002332': asked(APPS.web, {}, { tenant: 'consumers' }),
  '9010010': asked(APPS.web, { scope: 'openid User.Read', resource: `api://${APPS.hybrid.clientId}`, ...withS256() }),
};

