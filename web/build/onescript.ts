// Writes the built drawings as one script that names the works in it.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";
import { foldersOf, type Licence, licenceOf } from "./licences";

export function oneScript(into: string): Plugin {
  const folder = resolve(into);
  return {
    name: "renkei-one-script",
    enforce: "post",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
      const [script] = chunks;
      if (chunks.length !== 1 || !script) this.error("not one script");
      const known: Licence[] = JSON.parse(readFileSync(join(folder, "licences.json"), "utf8"));
      const works = [...foldersOf(script)].map(licenceOf);
      const same = (one: Licence) => (other: Licence) =>
        one.name === other.name && one.version === other.version;
      const all = [...known, ...works.filter((one) => !known.some(same(one)))];
      all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
      const named = works.map((one) => `${one.name} ${one.version} (${one.licence})`).sort();
      const head = `/* Works of others in this file, licences in licences.json: ${named.join(", ")} */\n`;
      for (const name of Object.keys(bundle)) delete bundle[name];
      writeFileSync(join(folder, "licences.json"), `${JSON.stringify(all, null, 1)}\n`);
      writeFileSync(join(folder, "draw.js"), `${head}${script.code.trim()}\n`);
    },
  };
}
