import type { Failure } from "../../cache/types.ts";
import { isNoSuchPath } from "../../lib/no-such-path.ts";
import type { App } from "../../state/app.ts";
import type { TablePane } from "../../state/table-pane.ts";
import type { Sentence } from "./paragraph.ts";

/** In place of rows that were never had: what is wrong, what to do, and which server and user it is about. */
export function failureSentences(app: App, pane: TablePane, error: Failure): Sentence[] {
  const { message, nextStep } = explained(app, error);
  return [
    ...headline(app, pane, error),
    { text: message },
    ...(nextStep === undefined ? [] : [{ text: nextStep, token: "dim" } as const]),
    { text: " " },
    { text: whoAndWhere(app), token: "faint" },
  ];
}

/** `https://10.1.2.3:6443, user alice (token)` of the context one is in. */
export function whoAndWhere({ here }: App): string {
  return here === undefined ? "" : `${here.session.info.server}, ${here.session.identity}`;
}

/** What a server that is none answers for one resource tells less than what it answered when asked for all. */
export function explained({ here, table }: App, error: Failure): Pick<Failure, "message" | "nextStep"> {
  if (error.code === 401 && here) {
    return { ...error, message: `the server does not accept ${here.session.identity}: ${error.message}` };
  }
  if (error.code === 403 && table?.kind.namespaced === false)
    return { message: error.message, nextStep: "ask the cluster's administrator for this right" };
  const { problem } = here?.session.discovery ?? {};
  const isStrange = isNoSuchPath(error) || error.kind === "protocol";
  return problem?.kind === "protocol" && isStrange ? problem : error;
}

function headline(app: App, pane: TablePane, error: Failure): Sentence[] {
  const { resource, group, version } = pane.kind.gvr;
  if (error.code === 403) return [{ text: `You may not list ${resource}${placeText(pane)}.` }];
  if (!isNoSuchPath(error) || explained(app, error) !== error) return [];
  const api = group === "" ? version : `${group}/${version}`;
  return [{ text: `${app.location?.context} does not serve ${resource} of ${api}.` }];
}

/** ` in payments`, to follow a kind's name. */
export function placeText({ kind, location }: Pick<TablePane, "kind" | "location">): string {
  if (!kind.namespaced) return "";
  return location.namespaces === "all" ? " in any namespace" : ` in ${location.namespaces.join(", ")}`;
}
