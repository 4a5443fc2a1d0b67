// Every refusal of Entra ID that expected.json lists, provoked over HTTP.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { testCase, writeMet } from '../cases.mjs';
import { test } from '../support.mjs';
import { compare, expected, read } from './expected.mjs';
import { provocations as atAuthorize } from './provoke_authorize.mjs';
import { provocations as atGrants } from './provoke_grants.mjs';
import { provocations as atLater } from './provoke_later.mjs';
import { provocations as byPolicies } from './provoke_policies.mjs';
import { provocations as atToken } from './provoke_token.mjs';

const provocations = { ...atAuthorize, ...atToken, ...atLater, ...atGrants, ...byPolicies };
const cases = expected.flatMap(({ code, cases: all = [] }) => all.map((entry) => ({ code, ...entry })));
const ROOT = new URL('../../', import.meta.url);
const seen = new Map();  // code -> the case that showed it

for (const entry of cases.filter(({ name }) => name in provocations))
  testCase(`AADSTS${entry.name}: ${entry.how}`, entry, async () => {
    const { answer, sent } = await provocations[entry.name]();
    const found = read(answer);
    if (found.code && !entry.missing) seen.set(found.code, entry.name);
    compare(entry.code, entry, answer, sent);
  });

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return sources(new URL(`${entry.name}/`, folder));
    return /(?<!_test)\.(h|cc)$/.test(entry.name) ? [readFileSync(new URL(entry.name, folder), 'utf8')] : [];
  });
}
const numbers = (texts, pattern) => [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, code]) => Number(code))))];

test('every refusal that the directory raises is provoked, and every other row has a reason', () => {
  const rows = numbers(sources(new URL('src/entra/', ROOT)), /\.code = (\d+)/g);
  assert.ok(rows.length > 50, `${rows.length} rows`);
  const listed = new Set(expected.map(({ code }) => code));
  assert.deepEqual(rows.filter((code) => !listed.has(code)), [], 'rows without an entry in expected.json');
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'each name once');
  assert.deepEqual(Object.keys(provocations).filter((name) => !cases.some((entry) => entry.name === name)), []);
  for (const { code, cases: all, outside } of expected) assert.notEqual(Boolean(all), Boolean(outside), `${code} has cases, or a reason to be outside`);
  const raised = numbers(sources(new URL('src/directory/', ROOT)), /refus(?:e|al)<(\d+)>/g).toSorted((a, b) => a - b);
  const provoked = [...new Set(cases.filter(({ name, missing }) => name in provocations && !missing).map(({ code }) => code))].toSorted((a, b) => a - b);
  assert.deepEqual(raised, provoked, 'what the sources raise, and what is provoked');
  // What has no provocation cannot be seen to appear, but for its number in the sources.
  const unprovoked = cases.filter((entry) => !(entry.name in provocations));
  assert.deepEqual(unprovoked.filter((entry) => !entry.missing || raised.includes(entry.code)).map(({ name }) => name), [], 'cases that need a provocation');
});

test('no refusal that is outside of what is expected shows', () => {
  writeMet('conformance');
  const outside = expected.filter((entry) => entry.outside && seen.has(entry.code));
  assert.deepEqual(outside.map(({ code }) => `${code} at ${seen.get(code)}`), []);
});
