// The modules of the OpenID Foundation's test plans, and which test of our own shows each of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from '../support.mjs';

const listed = JSON.parse(readFileSync(new URL('op_list.json', import.meta.url), 'utf8'));
const shown = new Set();

// Defines the test that shows these modules.
export function module(names, what, run) {
  for (const name of names) {
    assert.ok(!shown.has(name), `${name} has one test`);
    shown.add(name);
  }
  test(`OP ${names.join(', ')}: ${what}`, run);
}

test('op_list.json: every module has a test, or a reason why it does not apply', () => {
  const names = listed.map(({ module: name }) => name);
  assert.equal(new Set(names).size, names.length, 'each module once');
  assert.deepEqual([...shown].filter((name) => !names.includes(name)), [], 'tests of modules that are not listed');
  assert.deepEqual(listed.filter(({ module: name, reason }) => shown.has(name) === Boolean(reason)).map(({ module: name }) => name), []);
});
