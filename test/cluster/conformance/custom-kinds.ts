import type { RawAnswer } from "../../support/raw-http.ts";
import { ask, get, patch, post, remove, type Server, watch } from "../both-servers.ts";
import { until } from "../until.ts";
import { asTable, eventsOf, outcome, type Stories, summary } from "./story.ts";

const group = "conform.example.com";
const definition = {
  metadata: { name: `widgets.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", shortNames: ["wd"], categories: ["all"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" },
        },
        additionalPrinterColumns: [
          { name: "Size", type: "integer", jsonPath: ".spec.size", description: "How large it is" },
          { name: "State", type: "string", jsonPath: ".status.state", priority: 1 },
          { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: "Since", type: "date", jsonPath: ".spec.since" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            required: ["spec"],
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: {
                  size: { type: "integer", minimum: 1 },
                  since: { type: "string", format: "date-time" },
                  color: { type: "string", enum: ["red", "blue"] },
                },
              },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
};
const widgets = `/apis/${group}/v1/namespaces/conform/widgets`;
const widget = (name: string, spec: object) => ({
  apiVersion: `${group}/v1`,
  kind: "Widget",
  metadata: { name },
  spec,
});

function answering(server: Server, status: number): Promise<RawAnswer> {
  return until(`${widgets} answers ${status}`, async () => {
    const answer = await get(server, widgets);
    return answer.status === status && answer;
  });
}

export const customKinds: Stories = {
  async "a kind that is defined is served, and told of"(server) {
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const made = await post(server, crds, definition);
    const empty = await answering(server, 200);
    const { json } = await get(server, `/apis/${group}/v1`);
    const resources = json.resources as readonly { verbs: readonly string[]; storageVersionHash?: string }[];
    const told = resources.map(({ verbs, storageVersionHash: _, ...rest }) => ({
      ...rest,
      verbs: [...verbs].sort(),
    }));
    return [made.status, outcome(empty), told];
  },

  async "objects of it are made"(server) {
    return [
      outcome(await post(server, widgets, widget("one", { size: 3, since: "2020-01-01T00:00:00Z" }))),
      outcome(await post(server, widgets, widget("two", { size: 1 }))),
    ];
  },

  async "objects of it are checked by its schema"(server) {
    const rehearsed = `${widgets}?dryRun=All`;
    return [
      outcome(await post(server, rehearsed, widget("bad", { size: "three" }))),
      outcome(await post(server, rehearsed, widget("small", { size: 0, color: "green" }))),
      outcome(await post(server, rehearsed, { ...widget("none", {}), spec: undefined })),
    ];
  },

  async "unknown fields of it are dropped with a warning"(server) {
    const body = widget("wide", { size: 1, bogus: true });
    const { status, headers, json } = await post(server, `${widgets}?dryRun=All`, body);
    return [status, headers.warning, json.spec];
  },

  async "a list of it names its kind in every object, and its table has the columns of the definition"(
    server,
  ) {
    const list = await get(server, widgets);
    const { json } = await get(server, widgets, { headers: asTable });
    return [
      list.json.kind,
      list.json.items.map(({ apiVersion, kind }) => [apiVersion, kind]),
      json.columnDefinitions,
      json.rows.map(({ cells }) => cells.slice(0, 4)),
    ];
  },

  async "its status and its scale are written by themselves"(server) {
    const path = `${widgets}/one`;
    const status = await patch(server, "merge", `${path}/status`, {
      spec: { size: 9 },
      status: { state: "Up", size: 2 },
    });
    const main = await patch(server, "merge", path, { spec: { size: 5 }, status: { state: "Down" } });
    const seen = ({ json }: RawAnswer) => [json.spec, json.status, json.metadata.generation];
    return [seen(status), seen(main), outcome(await get(server, `${path}/scale`))];
  },

  async "it has no strategic merge patch, and is replaced by its version only"(server) {
    const strategic = await patch(server, "strategic-merge", `${widgets}/one`, { spec: { size: 1 } });
    const replaced = await ask(server, "PUT", `${widgets}/one`, { body: widget("one", { size: 1 }) });
    return [strategic.status, strategic.json.reason, outcome(replaced)];
  },

  async "a watch of it is of JSON, also as a table"(server) {
    const initial = "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const events = await eventsOf(watch(server, widgets, initial), 3);
    const rows = await eventsOf(watch(server, widgets, initial, asTable), 3);
    return [
      events.map(summary),
      rows.map(({ type, object }) => [
        type,
        object.kind,
        object.columnDefinitions?.map(({ name }) => name),
        object.rows.length,
      ]),
    ];
  },

  async "with its definition its objects go"(server) {
    const opened = await watch(server, widgets, "&resourceVersion=0");
    await remove(
      server,
      `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`,
    );
    const types: string[] = [];
    for (let event = await opened.next(); event !== undefined; event = await opened.next())
      types.push(event.type);
    opened.close();
    return [types.filter((type) => type === "DELETED"), outcome(await answering(server, 404))];
  },
};
