// The TypeScript types of the documents that are drawn, from their JSON Schemas in spec/.
// `--check` writes nothing and fails if a kept file is not what its schema gives.
import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const DOCUMENTS = [
  { schema: "spec/page.schema.json", kept: "src/document.ts", title: "Page" },
  { schema: "spec/exercise.schema.json", kept: "src/exercise/documents.ts", title: "Exercise" },
];

/** Without the titles that pydantic gives every field: each would become a type of its own. */
function bare(node) {
  if (Array.isArray(node)) return node.map(bare);
  if (node === null || typeof node !== "object") return node;
  // How many a list may hold is no matter of types.
  const sizes = "prefixItems" in node ? [] : ["minItems", "maxItems"];
  const kept = Object.entries(node).filter(
    ([key, value]) => !(key === "title" && typeof value === "string") && !sizes.includes(key),
  );
  // A tuple is written the older way, which the compiler knows.
  return Object.fromEntries(
    kept.map(([key, value]) => [key === "prefixItems" ? "items" : key, bare(value)]),
  );
}

for (const { schema, kept, title } of DOCUMENTS) {
  const read = JSON.parse(readFileSync(new URL(`../../${schema}`, import.meta.url), "utf8"));
  const text = await compile({ ...bare(read), title }, title, {
    additionalProperties: false,
    bannerComment: `// Made from ${schema} by \`npm run types\`; not to be edited.`,
    style: { singleQuote: false, printWidth: 100 },
  });
  const file = new URL(`../${kept}`, import.meta.url);
  if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
  } else if (readFileSync(file, "utf8") !== text) {
    console.error(`${kept} is not what ${schema} gives: run \`npm run types\``);
    process.exit(1);
  }
}
