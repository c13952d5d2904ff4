import type { Command } from "../../src/commands/command.ts";
import { compileKeymap, type KeymapFile, keysByCommand } from "../../src/config/keymap.ts";

const titles: Readonly<Record<string, string>> = {
  app: "Everywhere, also while a line is typed",
  global: "Wherever no line is typed",
  table: "In a table",
  yaml: "In YAML",
  prompt: "In a line being typed",
  picker: "In a list to choose from",
};

/** The keys of a keymap with the titles of their commands, as Markdown: a table for each scope. */
export function keysTable(keymap: KeymapFile, commands: readonly Command[]): string {
  const compiled = compileKeymap(keymap);
  const tables = [...compiled.keys()].map((scope) => {
    const rows = commands.flatMap(({ id, title, isAbsent = false }) => {
      if (isAbsent) return [];
      const keys = (keysByCommand(compiled, [scope]).get(id) ?? []).map(keyText);
      return keys.length === 0 ? [] : [`| ${keys.join(", ")} | ${title} |`];
    });
    return [`**${titles[scope] ?? `In ${scope}`}**`, "", "| keys | |", "|---|---|", ...rows].join("\n");
  });
  return tables.join("\n\n");
}

function keyText(sequence: string): string {
  return `<kbd>${sequence.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("|", "&#124;")}</kbd>`;
}
