// Cases that a file lists, each with a test. A case may be marked as missing: then the product must not meet it yet, and
// the mark has to go as soon as it does.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Skip, test } from './support.mjs';

const met = {};  // name of a case -> whether the product does as it says

// Defines the test of a case, which has a `name` and perhaps `missing`, the reason.
export function testCase(title, entry, run) {
  test(entry.missing ? `${title} (still missing)` : title, async () => {
    met[entry.name] = false;
    try {
      await run();
    } catch (error) {
      if (entry.missing && !(error instanceof Skip)) return;
      throw error;
    }
    met[entry.name] = true;
    assert.ok(!entry.missing, 'this is there now: `python3 tools/fidelity.py --settle` takes the mark "missing" away');
  });
}

// Writes which cases were met, for tools/fidelity.py. Belongs at the end of the last test.
export function writeMet(suite) {
  mkdirSync(new URL('../build/met/', import.meta.url), { recursive: true });
  writeFileSync(new URL(`../build/met/${suite}.json`, import.meta.url), JSON.stringify(met, null, 1));
}
