// What every page is checked for: accessibility, and the way of the keyboard through it.
import assert from 'node:assert/strict';
import axe from 'axe-core';

// Returns the serious and critical problems that axe finds in the page. Fluent's focus guards are left out: they are
// hidden on purpose, and hand the focus on as soon as they get it. The page is asked for nothing but the problems: to
// describe every element that is right took longer than to find those that are wrong.
export async function findings(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await axe.run({ exclude: ['[data-tabster-dummy]'] }, { resultTypes: ['violations'], selectors: false });
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('; ')}`);
  });
}

// Checks that Tab reaches everything that a mouse can click, and that the focus is visible. Of tabs and radio buttons
// only the chosen one is a stop; the arrow keys reach the others.
export async function walk(page, name) {
  const wanted = await page.evaluate(() => {
    const stops = 'a[href], button:not([role=tab]), input:not([type=hidden], [type=radio]), select, textarea, [tabindex="0"]:not([role=tab], [data-tabster-dummy])';
    const all = [...document.querySelectorAll(stops)].filter((each) => each.getClientRects().length && !each.disabled);
    all.forEach((each, i) => each.setAttribute('data-stop', i));
    document.activeElement?.blur();
    return all.length;
  });
  const reached = new Set();
  for (let i = 0; i < wanted + 8; i += 1) { // with the tabs, the radio buttons and Fluent's guards
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      return { stop: element.getAttribute('data-stop'), outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 };
    });
    if (here.stop === null) continue;
    assert.ok(here.outline, `${name}: stop ${here.stop} does not show that it has the focus`);
    reached.add(here.stop);
  }
  assert.equal(reached.size, wanted, `${name}: Tab reaches ${reached.size} of ${wanted}`);
}
