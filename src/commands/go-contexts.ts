import type { App } from "../state/app.ts";
import type { PickerItem } from "../state/picker.ts";
import type { ContextInfo } from "../state/session.ts";
import type { Told } from "../state/told.ts";
import { defineCommand } from "./command.ts";

/** Why nothing comes from a context, where that is known. */
function troubleOf(app: App, { name, problem }: ContextInfo): Told | undefined {
  if (problem !== undefined) return { message: problem };
  const { discovery, multiplexer } = app.openContexts.get(name)?.session ?? {};
  if (discovery?.problem !== undefined) return discovery.problem;
  const cut = multiplexer?.statuses
    .map(({ status }) => status)
    .find(({ phase }) => phase === "stale" || phase === "unreachable");
  return cut !== undefined && "error" in cut ? cut.error : undefined;
}

function standing(app: App, info: ContextInfo, trouble: Told | undefined): string {
  if (trouble !== undefined) return trouble.message;
  const open = app.openContexts.get(info.name);
  if (open === undefined) return "not tried";
  const phases = open.session.multiplexer.statuses.map(({ status }) => status.phase);
  const live = phases.filter((phase) => phase === "live").length;
  if (live > 0) return `live, ${live} ${live === 1 ? "watch" : "watches"}`;
  return phases.includes("connecting") ? "connecting" : "opened";
}

function itemOf(app: App, info: ContextInfo): PickerItem {
  const { memory, contexts } = app.options;
  const trouble = troubleOf(app, info);
  const notes = [
    info.name === memory.previousContext ? "- previous" : "",
    info.name === contexts.current ? "kubectl's" : "",
  ];
  return {
    id: info.name,
    text: info.name,
    details: [info.namespace, standing(app, info, trouble), notes.filter(Boolean).join(", ")],
    current: info.name === app.location?.context,
    warm: app.openContexts.has(info.name),
    weight: memory.frequencyOf(`context ${info.name}`),
    about:
      trouble === undefined
        ? app.openContexts.get(info.name)?.warning
        : [trouble.message, trouble.nextStep].filter(Boolean).join("; "),
  };
}

export const goContexts = defineCommand({
  id: "go.contexts",
  title: "Switch context",
  group: "Go",
  hint: "contexts",
  hintOrder: 60,
  run({ app }) {
    app.openOverlay({
      id: "contexts",
      title: "context",
      items: () => app.options.contexts.list().map((info) => itemOf(app, info)),
      empty: (query) => (query === "" ? "the kubeconfig has no contexts" : `no context matches "${query}"`),
      accept([item], query) {
        if (query.trim() === "-") return toPrevious(app);
        if (item === undefined) return app.notify(`no context matches "${query}"`, "bad");
        app.options.memory.rememberUse(`context ${item.id}`);
        app.switchContext(item.id);
      },
      previous: () => toPrevious(app),
      makeDefault({ id }) {
        app.options.contexts.makeDefault(id).then(
          (file) => app.notify(`${id} is kubectl's default now, written to ${file}`),
          (error: Error) => app.notify(error.message, "bad"),
        );
      },
    });
  },
});

/** kubectx's `-`. */
export const goPrevious = defineCommand({
  id: "go.previous",
  title: "To the previous context",
  group: "Go",
  run: ({ app }) => toPrevious(app),
});

function toPrevious(app: App): void {
  const name = app.options.memory.previousContext;
  if (name === undefined) return app.notify("there is no previous context", "bad");
  app.switchContext(name);
}
