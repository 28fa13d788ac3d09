import { assert } from "../check.mjs";

export const keyboard = [
  {
    name: "everything can be reached by Tab, has a name and shows its focus",
    async run({ page }) {
      await page.open();
      const seen = new Set();
      for (let i = 0; i < 70; i += 1) {
        await page.keyboard.press("Tab");
        const focus = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const style = getComputedStyle(element);
          const host = element.matches(".search input, .pill input") ? getComputedStyle(element.closest(".search, .pill")) : style;
          const name = element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText || element.title;
          return {
            id: element.dataset.testid ?? element.tagName,
            named: Boolean(name?.trim()),
            marked: style.outlineStyle !== "none" || host.boxShadow !== "none" || host.outlineStyle !== "none",
          };
        });
        if (!focus) continue;
        assert.ok(focus.named, `no name: ${focus.id}`);
        assert.ok(focus.marked, `no visible focus: ${focus.id}`);
        seen.add(focus.id);
      }
      for (const id of ["search", "date-input", "export-button", "language", "unit-whole", "question-coverage", "counts-what"]) {
        assert.ok(seen.has(id), `${id} is not reached by Tab; reached: ${[...seen].join(", ")}`);
      }
    },
  },
  {
    name: "tabs move with the arrow keys",
    async run({ page }) {
      await page.open();
      await page.byId("tab-questions").focus();
      await page.keyboard.press("ArrowLeft");
      assert.equal(await page.byId("tab-layers").getAttribute("aria-selected"), "true");
    },
  },
];
