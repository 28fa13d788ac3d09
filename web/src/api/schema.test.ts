// @vitest-environment node
/// <reference types="node" />
import { readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";

const HEADER = "// Made from docs/openapi.json by `npm run schema`; not edited by hand.\n\n";

test("schema.gen.ts is what docs/openapi.json makes", async () => {
  const document = new URL("../../../docs/openapi.json", import.meta.url);
  const made = HEADER + astToString(await openapiTS(JSON.parse(readFileSync(document, "utf8")), { arrayLength: true }));
  const kept = readFileSync(new URL("./schema.gen.ts", import.meta.url), "utf8");
  expect(kept === made, "run `npm run schema` in web/").toBe(true);
});
