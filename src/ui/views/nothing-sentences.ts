import { keyHint } from "../../commands/index.ts";
import { inNaturalOrder } from "../../lib/natural-order.ts";
import { nearest } from "../../lib/nearest.ts";
import { counted, grouped } from "../../lib/words.ts";
import type { TablePane } from "../../state/table-pane.ts";
import { placeText } from "./failure-sentences.ts";
import type { Frame } from "./frame.ts";
import type { Sentence } from "./paragraph.ts";

/** What sentences are about, and how they name keys. */
type Saying = Pick<Frame, "app" | "keyOf">;

/** In place of rows where there are none: what was looked for, and what could be meant. */
export function nothingSentences(said: Saying, pane: TablePane): Sentence[] {
  const { keyOf } = said;
  const { kind, total } = pane;
  const missing = missingNamespaces(said);
  if (missing.length > 0) return missing;
  if (total === 0) return [noneAtAll(said, pane)];
  const near = [...readings(pane.location.filter), ...nearestNames(pane)];
  const { nearFilter } = pane;
  return [
    {
      text: noneText(pane),
      ...(near.length > 0 && { hint: `did you mean ${near.join(", ")}` }),
    },
    {
      text: `${counted(total, kind.singular, kind.gvr.resource)} without the filter.`,
      hint: keyHint(keyOf, "table.clear", "clears it"),
    },
    ...(nearFilter === undefined
      ? []
      : [
          {
            text: `Nearest: ${nearFilter.text} (${grouped(nearFilter.count)})`,
            hint: keyHint(keyOf, "table.take-near", "takes it"),
          },
        ]),
  ];
}

function noneAtAll({ keyOf }: Saying, pane: TablePane): Sentence {
  const { kind, location } = pane;
  const { resource } = kind.gvr;
  const parent = location.selection && location.via?.at(-1);
  // Elsewhere there are none of this parent either, so the way out is the way back.
  if (parent !== undefined)
    return { text: `No ${resource} of ${parent}.`, hint: keyHint(keyOf, "table.clear", "goes back") };
  const elsewhere = kind.namespaced && location.namespaces !== "all";
  return {
    text: `No ${resource}${placeText(pane)}.`,
    hint: elsewhere ? keyHint(keyOf, "go.all-namespaces", "shows all namespaces") : undefined,
  };
}

function noneText(pane: TablePane): string {
  const { kind, location } = pane;
  const [, name] = /^name=(\S+)$/.exec(location.filter) ?? [];
  if (name !== undefined && !location.problemsOnly)
    return `No ${kind.singular} called ${name}${placeText(pane)}.`;
  return `No ${kind.gvr.resource}${placeText(pane)} ${narrowingText(pane)}.`;
}

function narrowingText({ location: { filter, problemsOnly } }: TablePane): string {
  const matching = filter === "" ? "" : `match "${filter}"`;
  return [matching, problemsOnly ? "are broken" : ""].filter(Boolean).join(" and ");
}

/** The namespaces that are shown and that there are not, with what could be meant. */
export function missingNamespaces(said: Saying): Sentence[] {
  return said.app.missingNamespaces.map((name) => noNamespace(said, name));
}

/** One of them, where the others have something to show. */
export function missingNamespaceNote(said: Saying): string | undefined {
  const [missing] = missingNamespaces(said);
  return missing && [missing.text, missing.hint].filter(Boolean).join(" ");
}

function noNamespace({ app, keyOf }: Saying, name: string): Sentence {
  const near = nearest(name, app.namespaceNames, 3);
  const text = `${app.location?.context} has no namespace ${name}.`;
  // Of a place such as certificates/events the first part is a namespace, since the second one is surely a kind.
  if (near.length === 0 && app.here?.catalog.find(name)) {
    const meant = `${name}?filter=name=${app.location?.resource}`;
    return { text, hint: `it is a kind; ${meant} is the place of the one called ${app.location?.resource}` };
  }
  if (near.length > 0) return { text, hint: `did you mean ${near.join(", ")}` };
  return { text, hint: thereAre(app.namespaceNames, keyHint(keyOf, "go.namespaces", "lists them")) };
}

const namedAtMost = 3;

/** Some of the namespaces there are, and where the others stand. */
function thereAre(names: readonly string[], list: string | undefined): string | undefined {
  const named = inNaturalOrder(names).slice(0, namedAtMost).join(", ");
  if (names.length <= namedAtMost) return named === "" ? undefined : `there is ${named}`;
  const more = `there are ${named}, and ${names.length - namedAtMost} more`;
  return list === undefined ? more : `${more}: ${list}`;
}

/** What a filter in the words of other tools is written as here: a label, or a regular expression without its slashes. */
function readings(filter: string): string[] {
  if (/^(?!name=)[\w./-]+=[\w.-]+$/.test(filter)) return [`-l ${filter}`];
  return /^[^\s/!"]*(?:[|^$\\]|[.\])][*+])[^\s/]*$/.test(filter) ? [`/${filter}/`] : [];
}

/** Comparing letter by letter is slow, and beyond some thousands of names one of them is always near. */
const comparedAtMost = 2000;

/** Where an object was asked for by its name: the names that look like it. */
function nearestNames({ location, rows }: TablePane): string[] {
  const [, name] = /^name[:=](\S+)$/.exec(location.filter) ?? [];
  if (name === undefined) return [];
  const names = Array.from(rows.values(), (row) => row.name);
  // The name of what made a pod is the beginning of the pod's.
  const starting = names.filter((one) => one.startsWith(name));
  return [...new Set([...starting, ...nearest(name, names.slice(0, comparedAtMost), 3)])].slice(0, 3);
}
