import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly homepage?: string;
}

const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** The notices of the packages that the inputs of a bundle come from, as one text. */
export function thirdPartyNotices(inputs: readonly string[], root: string): string {
  const folders = [...new Set(inputs.flatMap(packageFolder))].map((folder) => join(root, folder));
  const notices = [...new Set(folders.map(notice))].sort();
  return `Periplus is bundled with the packages below.\n\n${notices.join("\n")}`;
}

/** `node_modules/a/node_modules/@b/c` of a path below it; nothing of a path of ours. */
function packageFolder(input: string): string[] {
  const [, folder] = /^((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
  return folder === undefined ? [] : [folder];
}

/** Throws for a package without a word about its licence: such a one cannot be given away. */
function notice(folder: string): string {
  const { name, version, license, homepage } = manifestIn(folder);
  const texts = readdirSync(folder)
    .filter((file) => licenceFile.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (license === undefined && texts.length === 0) throw new Error(`${name} ${version} states no licence`);
  const title = [`${name} ${version}`, license, homepage].filter((part) => part !== undefined).join(", ");
  return [`${"-".repeat(80)}\n${title}\n`, ...texts.map((text) => `${text}\n`)].join("\n");
}

function manifestIn(folder: string): Manifest {
  const path = join(folder, "package.json");
  if (!existsSync(path)) throw new Error(`${folder} has no package.json`);
  return JSON.parse(readFileSync(path, "utf8"));
}
