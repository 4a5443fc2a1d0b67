// Provokes the refusals that come with time. One directory's clock is moved forward, from one refusal to the next; each
// function belongs to the case of its name in expected.json.
import { Agent } from '../agent.mjs';
import { APPS, Directory, STATE, clientCertificate } from './world.mjs';

const { web, spa } = APPS;
const MINUTE = 60;
const DAY = 24 * 3600;
const YEAR = 365 * DAY;

// The answers of the whole walk, by name of the case.
async function walk() {
  const there = await Directory.start({ clock: true });
  const browser = { headers: { origin: spa.origin } };
  const code = await there.code(web);
  const ofWeb = (await there.tokens(await there.code(web))).refresh_token;
  const silent = new Agent();
  await there.code(web, 'alice', {}, { browser: silent });
  const ofSpa = (await there.tokens(await there.code(spa), browser)).refresh_token;
  const answers = {};
  there.clock.forward(10 * MINUTE + 1);
  answers['70008'] = await there.token(code);
  there.clock.forward(DAY);
  answers['700084'] = await there.token(there.refreshing(spa, ofSpa), browser);
  answers['50132'] = await there.authorize(web, { prompt: 'none' }, { browser: silent });
  there.clock.forward(90 * DAY);
  there.command('app', 'certificate', 'add', APPS.daemon.clientId, clientCertificate().certFile);
  const now = Math.floor(Date.now() / 1000) + there.clock.offset;
  answers['700027 expired'] = await there.token(there.assertion({ claims: { nbf: now, iat: now, exp: now + 600 } }));
  answers['700082'] = await there.token(there.refreshing(web, ofWeb));
  there.clock.forward(2 * YEAR);
  answers['7000222'] = await there.token(there.asItself(web));
  return answers;
}

let walked;
async function askedAgain() {
  const there = await Directory.start({ clock: true, flags: ['--sign-in-frequency', `${60 * MINUTE}`] });
  const { refresh_token: token } = await there.tokens(await there.code(web));
  there.clock.forward(120 * MINUTE);
  return { answer: await there.token(there.refreshing(web, token)), sent: { client_id: web.clientId } };
}

const after = (name) => async () => {
  walked ??= walk();
  return { answer: (await walked)[name], sent: { client_id: web.clientId, state: STATE } };
};

export const provocations = { ...Object.fromEntries(['50132', '70008', '700084', '700027 expired', '700082', '7000222'].map((name) => [name, after(name)])), '70043': askedAgain };
