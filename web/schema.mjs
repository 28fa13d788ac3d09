// Makes src/api/schema.gen.ts from ../docs/openapi.json: the types of the HTTP API.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const document = JSON.parse(readFileSync(new URL("../docs/openapi.json", import.meta.url), "utf8"));
const header = "// Made from docs/openapi.json by `npm run schema`; not edited by hand.\n\n";
const types = header + astToString(await openapiTS(document, { arrayLength: true }));
writeFileSync(new URL("./src/api/schema.gen.ts", import.meta.url), types);
