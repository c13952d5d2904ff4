import type { SecretValues } from "../state/yaml-document.ts";
import type { YamlPane } from "../state/yaml-pane.ts";
import { type Command, type CommandContext, type CommandGroup, defineCommand } from "./command.ts";
import { escapeBack } from "./history.ts";

interface YamlCommand {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  readonly hint?: string;
  readonly hintOrder?: number;
  /** Why it does nothing to this object. */
  why?(pane: YamlPane): string | undefined;
  act(pane: YamlPane, context: CommandContext): void | Promise<void>;
}

function yamlCommand({ act, why, ...record }: YamlCommand): Command {
  return defineCommand({
    ...record,
    unavailable: ({ app }) => (app.yaml === undefined ? "no YAML is shown" : why?.(app.yaml)),
    async run(context) {
      const pane = context.app.yaml;
      if (pane === undefined) return;
      await act(pane, context);
      context.app.changed();
    },
  });
}

const searchesNothing = ({ search }: YamlPane) => (search === "" ? "nothing is searched for yet" : undefined);

/** How the values of a Secret are shown, in words. */
export const secretValuesText: Readonly<Record<SecretValues, string>> = {
  masked: "values masked",
  stored: "values as stored, in base64",
  decoded: "values decoded",
};

/** Cells that one key scrolls sideways. */
const sideways = 20;

export const yamlCommands: readonly Command[] = [
  yamlCommand({
    id: "yaml.left",
    title: "Scroll left",
    group: "Move",
    act: (pane) => pane.scrollBy(-sideways),
  }),
  yamlCommand({
    id: "yaml.right",
    title: "Scroll right, along long lines",
    group: "Move",
    act: (pane) => pane.scrollBy(sideways),
  }),
  yamlCommand({
    id: "yaml.search",
    title: "Search",
    group: "Find",
    hint: "search",
    hintOrder: 10,
    act(pane, { app }) {
      const { search: before, place } = pane;
      app.openPrompt({
        sign: "search ",
        text: "",
        // An empty line stands for what was searched for before, and taken as it is it searches on.
        edit(text) {
          pane.returnTo(place);
          if (text === "") pane.search = before;
          else pane.searchFor(text);
        },
        accept: (text) => text === "" && pane.nextMatch(),
      });
    },
  }),
  yamlCommand({
    id: "yaml.next",
    title: "Next match",
    group: "Find",
    why: searchesNothing,
    act: (pane) => pane.nextMatch(),
  }),
  yamlCommand({
    id: "yaml.previous",
    title: "Previous match",
    group: "Find",
    why: searchesNothing,
    act: (pane) => pane.previousMatch(),
  }),
  yamlCommand({
    id: "yaml.clear-search",
    title: "Clear the search, then go back",
    group: "Find",
    act(pane, context) {
      if (pane.search === "") escapeBack(context);
      else pane.searchFor("");
    },
  }),
  yamlCommand({
    id: "yaml.fold",
    title: "Fold or unfold",
    group: "Look inside",
    hint: "fold",
    hintOrder: 20,
    act: (pane) => pane.toggleFold(),
  }),
  yamlCommand({
    id: "yaml.fold-all",
    title: "Fold all parts, or unfold all",
    group: "Look inside",
    act: (pane) => pane.toggleFoldAll(),
  }),
  yamlCommand({
    id: "yaml.managed-fields",
    title: "Show or hide managedFields",
    group: "Look inside",
    hint: "managed fields",
    hintOrder: 30,
    why: (pane) => (pane.hasManagedFields ? undefined : "nobody manages fields of this object"),
    act: (pane) => pane.toggleManagedFields(),
  }),
  yamlCommand({
    id: "yaml.secrets",
    title: "Secret values as stored, decoded, or masked",
    group: "Look inside",
    hint: "values",
    hintOrder: 15,
    why: ({ kind }) => (kind.secretFields === undefined ? "nothing is masked here" : undefined),
    act: (pane) => pane.turnSecretValues(),
  }),
  yamlCommand({
    id: "yaml.copy",
    title: "Copy the YAML",
    group: "Look inside",
    hint: "copy",
    hintOrder: 40,
    act(pane, { app, copy }) {
      copy(pane.text);
      const values = pane.kind.secretFields === undefined ? "" : `, ${secretValuesText[pane.secretValues]}`;
      app.notify(`copied ${pane.object.name} as YAML${values}`);
    },
  }),
];
