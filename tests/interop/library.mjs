// What the tests of client libraries share: a program in the library's language, what it is asked, and the person who
// signs in where the library sends the browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent } from '../agent.mjs';
import { testCase, writeMet } from '../cases.mjs';
import { test } from '../support.mjs';
import { ADA, PASSWORD, WEB, acceptConsent, directory, signInAtDirectory, startDirectory } from './directory.mjs';
import { startProgram } from './programs.mjs';

export const REDIRECT = 'http://localhost:4711/callback';  // nobody listens there; the agent stops before it
export const SPA_REDIRECT = 'http://localhost:4711/page/';
export const SCOPES = ['User.Read'];
export const web = { clientId: WEB.clientId, secret: WEB.secret };
export const self = [`${WEB.clientId}/.default`];

const listed = JSON.parse(readFileSync(new URL('clients.json', import.meta.url), 'utf8'));
const entryOf = (name) => listed.find((entry) => entry.name === name) ?? { name };
const names = new Set();
const programs = {};
const directories = {};

// A directory with these flags, which all libraries share.
function directoryWith(flags) {
  return flags ? (directories[flags] ??= startDirectory(flags)) : directory();
}

// The library's program, at the directory that all tests share or, with flags, at another one.
async function withProgram(kind, { flags, env } = {}) {
  const there = await directoryWith(flags);
  const program = programs[`${kind} ${flags}`] ??= startProgram(kind, there, env?.(there));
  const basis = { authority: there.authority, caFile: there.caFile };
  return { kind, there, ask: (op, more) => program.ask({ op, ...basis, ...more }), next: () => program.next() };
}

// A test of one library. `options` has the flags of the directory, and the environment of the program.
export function clientCase(kind, what, run, options) {
  const name = `${kind}: ${what}`;
  names.add(name);
  testCase(name, entryOf(name), async () => run(await withProgram(kind, options)));
}

export const good = (said) => {
  assert.equal(said.error, undefined, `${said.error}: ${said.error_description} ${said.body ?? ''}`);
  return said;
};

export const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

// Signs the person in where the library sends the browser. Returns the address to which the browser is sent back.
export async function answerOf({ there }, url, person = ADA.name) {
  const page = await signInAtDirectory(new Agent({ ca: there.ca }), url, person, (next) => next.startsWith('http://localhost:4711/'));
  if (page.location) return page.location.replace(/#.*/, '');  // which a browser keeps to itself
  // form_post: MSAL for Java asks for nothing else
  const fields = [...page.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]);
  const target = page.text.match(/<form method="post" action="(http:\/\/localhost:4711\/[^"]*)"/);
  assert.ok(target, page.text.slice(0, 500));
  return `${target[1]}?${new URLSearchParams(fields)}`;
}

// Signs the person in at the application, and redeems the code with what `change` replaces.
export async function signIn(program, app = web, change = {}, person = ADA.name) {
  const begun = good(await program.ask('begin_code', { scopes: SCOPES, redirectUri: REDIRECT, ...app }));
  const answer = new URL(await answerOf(program, begun.url, person));
  if (change.code) answer.searchParams.set('code', change.code);
  const redeem = () => program.ask('by_code', { scopes: SCOPES, redirectUri: REDIRECT, ...app, answer: answer.href, code: answer.searchParams.get('code'), ...change });
  return { said: await redeem(), redeem };
}

// Begins the device code flow. Returns what the person is shown, and a function that waits for the library's result.
export async function beginDevice(program, clientId) {
  if (program.kind !== 'python') return { shown: good(await program.ask('by_device', { clientId, scopes: SCOPES })), result: () => program.next() };
  return { shown: good(await program.ask('begin_device', { clientId, scopes: SCOPES })), result: () => program.ask('by_device', {}) };
}

// Enters the user code on the directory's page, signs in there, and answers the question for the application.
export async function answerDevice({ there }, { user_code: userCode, verification_uri: uri }, act) {
  assert.ok(userCode && uri, 'a user code');
  const agent = new Agent({ ca: there.ca });
  const stop = () => false;
  let page = await agent.get(new URL(new URL(uri).pathname, there.https).href);
  page = await agent.submit(page, { otc: userCode }, { stop });
  page = await agent.submit(page, { login: ADA.name, passwd: PASSWORD, act: 'sign_in' }, { stop });
  page = await agent.submit(page, { act }, { stop });
  if (act === 'consent') await acceptConsent(agent, page, stop);
}

// The list of what libraries cannot do yet.
export function checkList() {
  test('clients.json names tests that are there', () => {
    writeMet('interop');
    assert.deepEqual(listed.map(({ name }) => name).filter((name) => !names.has(name)), []);
  });
}
