// The works of others in what is built, with their licences.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Licence {
  name: string;
  version: string;
  licence: string;
  text: string;
}

/** The package that holds a file: the nearest folder above with a named package.json. */
function packageOf(file: string): string | null {
  if (!file.includes("node_modules")) return null;
  for (let folder = dirname(file); folder.includes("node_modules"); folder = dirname(folder)) {
    const about = join(folder, "package.json");
    if (existsSync(about) && JSON.parse(readFileSync(about, "utf8")).name) return folder;
  }
  return null;
}

export function licenceOf(folder: string): Licence {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying)/i.test(name))
    .sort()[0];
  const author = typeof about.author === "string" ? about.author : (about.author?.name ?? "");
  const text = file
    ? readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim()
    : `${about.license}${author ? `. Copyright ${author}` : ""}`;
  return { name: about.name, version: about.version, licence: about.license ?? "", text };
}

/** The folders of the packages of which a built script holds something. */
export function foldersOf(script: {
  modules: Record<string, { renderedLength: number }>;
}): Set<string> {
  const folders = new Set<string>();
  for (const [file, module] of Object.entries(script.modules)) {
    const found = packageOf(file.replace(/^\0/, "").replace(/\?.*$/, ""));
    if (found && module.renderedLength > 0) folders.add(found);
  }
  return folders;
}
