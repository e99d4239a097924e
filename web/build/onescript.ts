// Writes what is built for an engine without a browser as one script that names the works in it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";
import { foldersOf, type Licence, licenceOf } from "./licences";

/** `beside`: the licences of the script are added to those of the page in the same folder. */
export function oneScript(file: string, into: string, beside: boolean): Plugin {
  const folder = resolve(into);
  return {
    name: "renkei-one-script",
    enforce: "post",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
      const [script] = chunks;
      if (chunks.length !== 1 || !script) this.error("not one script");
      mkdirSync(folder, { recursive: true });
      const listed = join(folder, "licences.json");
      const known: Licence[] = beside ? JSON.parse(readFileSync(listed, "utf8")) : [];
      const works = [...foldersOf(script)].map(licenceOf);
      const same = (one: Licence) => (other: Licence) =>
        one.name === other.name && one.version === other.version;
      const all = [...known, ...works.filter((one) => !known.some(same(one)))];
      all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
      const named = works.map((one) => `${one.name} ${one.version} (${one.licence})`).sort();
      const head = `/* Works of others in this file, licences in licences.json: ${named.join(", ")} */\n`;
      for (const name of Object.keys(bundle)) delete bundle[name];
      writeFileSync(listed, `${JSON.stringify(all, null, 1)}\n`);
      writeFileSync(join(folder, file), `${head}${script.code.trim()}\n`);
    },
  };
}
