// Reads expected.json, which says how Entra ID refuses, and compares an answer of the directory with one of its cases.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export const { refusals: expected, captures } = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8'));

const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const PATTERNS = { any: '.*', guid: GUID, number: '\\d+', date: '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d[.\\d]*Z?' };

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", '#34': '"', '#x2f': '/' };
const plain = (html) => html.replace(/<br>/g, '\n').replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot|#39|#x27|#34|#x2f);/gi, (_, name) => ENTITIES[name.toLowerCase()]);

// Microsoft's reference writes "isn't" where the service answers "is not", and leaves out "Please".
const folded = (text) => text.replace(/\bplease\s+/gi, '').replace(/\bcannot\b|\bcan't\b/gi, 'can not').replace(/\b(is|are|do|does|did|has|was)n't\b/gi, '$1 not')
  .replace(/\s+/g, ' ').trim().toLowerCase();

// The pattern of a sentence. A placeholder stands for its value, or for anything of its kind.
function pattern(words, values) {
  const escaped = (text) => folded(text).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  let out = '';
  for (const part of words.split(/(\{\w+\})/)) {
    const name = part.match(/^\{(\w+)\}$/)?.[1];
    if (name === undefined) out += part.trim() === '' ? '\\s*' : `\\s*${escaped(part)}\\s*`;
    else if (name in values) out += escaped(String(values[name]));
    else if (name in PATTERNS) out += PATTERNS[name];
    else throw new Error(`no value for {${name}}`);
  }
  return new RegExp(`^${out}$`, 'si');
}

// Splits "AADSTS50058: sentence Trace ID: … Correlation ID: … Timestamp: …".
function split(description) {
  const found = description.match(/^AADSTS(\d+): ([\s\S]*?)\s+Trace ID: (\S+)\s+Correlation ID: (\S+)\s+Timestamp: (.*)$/);
  return found ? { code: Number(found[1]), words: found[2], traceId: found[3], correlationId: found[4], timestamp: found[5] } : { words: description };
}

// What an answer says: on which surface, with which number and words. Undefined members were not there.
export function read(answer) {
  const { status, headers } = answer;
  if (/^application\/json/.test(headers['content-type'] ?? '')) {
    const body = JSON.parse(answer.text);
    const text = split(body.error_description ?? '');
    return { surface: 'json', status, headers, body, code: body.error_codes?.[0], error: body.error, suberror: body.suberror, claims: body.claims, errorUri: body.error_uri, text, words: text.words };
  }
  if (answer.location) {
    const there = new URL(answer.location);
    const fields = Object.fromEntries(new URLSearchParams(there.hash.length > 1 ? there.hash.slice(1) : there.search));
    const text = split(fields.error_description ?? '');
    return { surface: 'redirect', status, headers, fields, code: text.code, error: fields.error, suberror: fields.suberror, claims: fields.claims, errorUri: fields.error_uri, text, words: text.words };
  }
  const signIn = /name="passwd"|name="(user_?code|otc)"/i.test(answer.text);
  const text = plain(answer.text.match(/<body[\s\S]*/)?.[0] ?? answer.text);
  const description = signIn ? text.match(/AADSTS\d+: ([^\n]*)/)?.[1] : plain(answer.text.match(/id="error-description">([\s\S]*?)<\/p>/)?.[1] ?? '').split('\n')[0];
  return { surface: signIn ? 'sign-in page' : 'page', status, headers, html: answer.text, code: Number(text.match(/AADSTS(\d+)/)?.[1]) || undefined, text: {}, words: description };
}

const one = (allowed, value, what) => assert.ok(String(allowed).split('|').includes(value), `${what}: ${value}, not ${allowed}`);

function compareBody(found, sent) {
  for (const name of ['error', 'error_description', 'error_codes', 'timestamp', 'trace_id', 'correlation_id']) assert.ok(name in found.body, `${name} is missing`);
  assert.deepEqual(found.body.error_codes, [found.code]);
  assert.deepEqual([found.text.traceId, found.text.correlationId, found.text.timestamp], [found.body.trace_id, found.body.correlation_id, found.body.timestamp]);
  assert.match(found.body.timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  assert.equal(found.headers['content-type'], 'application/json; charset=utf-8');
  assert.equal(found.headers['x-ms-request-id'], found.body.trace_id);
  if (!sent) return;  // not the token endpoint
  assert.equal(found.body.correlation_id, sent, 'correlation_id is the client-request-id');
  assert.equal(found.headers['cache-control'], 'no-store, no-cache');
  assert.equal(found.headers.pragma, 'no-cache');
  assert.equal(found.headers.expires, '-1');
  assert.match(found.headers['x-ms-clitelem'] ?? '', new RegExp(`^1,${found.code},\\d+,[\\d.]*,$`));
}

// Throws unless the answer refuses as the case says. `sent` has the values of the placeholders.
export function compare(code, entry, answer, sent = {}) {
  const found = read(answer);
  assert.equal(found.code, code, `${found.surface}: ${found.words ?? answer.text.slice(0, 300)}`);
  one(entry.surface, found.surface, 'surface');
  if (found.surface === 'json' || found.surface === 'redirect') one(entry.error, found.error, 'error');
  if (entry.status) assert.equal(found.status, entry.status, 'status');
  if (entry.words) assert.match(folded(found.words ?? ''), pattern(entry.words, sent));
  else assert.ok(found.words?.trim(), 'a sentence');
  if (found.surface === 'json') compareBody(found, answer.correlationId);
  if (found.surface === 'redirect') {
    assert.equal(found.fields.state, sent.state, 'state');
    assert.ok(found.text.traceId && found.text.correlationId, found.fields.error_description);
    assert.ok(!('code' in found.fields) && !('id_token' in found.fields) && !('access_token' in found.fields), 'nothing is given beside a refusal');
  }
  if (/page/.test(found.surface)) assert.equal(answer.location, undefined);
  if (entry.suberror !== 'any') assert.equal(found.suberror, entry.suberror, 'suberror');
  if (entry.claims) assert.ok(JSON.parse(found.claims).access_token, 'claims');
  else assert.equal(found.claims, undefined, 'claims');
  if (entry.retry_after) assert.match(found.headers['retry-after'] ?? '', /^\d+$/);
  if (entry.error_uri === true) assert.match(found.errorUri ?? '', new RegExp(`/error\\?code=${code}$`));
  if (entry.error_uri === false) assert.equal(found.errorUri, undefined, 'error_uri');
}
