// The TypeScript types of the page's document, from its JSON Schema (spec/page.schema.json).
// `--check` writes nothing and fails if the kept file is not what the schema gives.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const SCHEMA = new URL("../../spec/page.schema.json", import.meta.url);
const KEPT = new URL("../src/document.ts", import.meta.url);

/** Without the titles that pydantic gives every field: each would become a type of its own. */
function bare(node) {
  if (Array.isArray(node)) return node.map(bare);
  if (node === null || typeof node !== "object") return node;
  const kept = Object.entries(node).filter(
    ([key, value]) => key !== "title" || typeof value !== "string",
  );
  // A tuple is written the older way, which the compiler knows.
  return Object.fromEntries(
    kept.map(([key, value]) => [key === "prefixItems" ? "items" : key, bare(value)]),
  );
}

const schema = bare(JSON.parse(readFileSync(SCHEMA, "utf8")));
const text = await compile({ ...schema, title: "Page" }, "Page", {
  additionalProperties: false,
  bannerComment: "// Made from spec/page.schema.json by `npm run types`; not to be edited.",
  style: { singleQuote: false, printWidth: 100 },
});

if (process.argv.includes("--check")) {
  if (readFileSync(KEPT, "utf8") !== text) {
    console.error("src/document.ts is not what spec/page.schema.json gives: run `npm run types`");
    process.exit(1);
  }
} else {
  writeFileSync(KEPT, text);
}
