import { get, patch, post, remove } from "../both-servers.ts";
import {
  asMetadata,
  asMetadataList,
  asTable,
  configMaps,
  makeSome,
  namesIn,
  outcome,
  type Stories,
  versionOf,
} from "./story.ts";

export const lists: Stories = {
  async "a list comes in pages of one version, and what is made meanwhile is in none"(server) {
    await makeSome(server, "paged", 7);
    const first = await get(server, `${configMaps}?limit=3`);
    await makeSome(server, "paged-late", 2);
    const pages = [first];
    for (let token = first.json.metadata.continue; token; token = pages.at(-1)?.json.metadata.continue) {
      pages.push(await get(server, `${configMaps}?limit=3&continue=${token}`));
    }
    return pages.map((page) => ({
      names: namesIn(page),
      remaining: page.json.metadata.remainingItemCount,
      sameVersion: versionOf(page) === versionOf(first),
      fields: Object.keys(page.json.metadata).sort(),
    }));
  },

  async "a page of what a selector finds does not say how many are left"(server) {
    await makeSome(server, "chosen", 3);
    const page = await get(server, `${configMaps}?labelSelector=of%3Dchosen&limit=2`);
    return { names: namesIn(page), fields: Object.keys(page.json.metadata).sort() };
  },

  async "a page that is asked for with a version of its own is refused"(server) {
    await makeSome(server, "both", 2);
    const { metadata } = (await get(server, `${configMaps}?limit=1`)).json;
    const query = `limit=1&continue=${metadata.continue}&resourceVersion=${metadata.resourceVersion}`;
    return outcome(await get(server, `${configMaps}?${query}`));
  },

  async "a page of a table comes with its columns, and goes on"(server) {
    await makeSome(server, "rows", 3);
    const path = `${configMaps}?labelSelector=of%3Drows&limit=2`;
    const first = await get(server, path, { headers: asTable });
    const token = first.json.metadata.continue;
    const second = await get(server, `${path}&continue=${token}`, { headers: asTable });
    return [first, second].map(({ json }) => ({
      columns: json.columnDefinitions?.map(({ name }) => name),
      rows: json.rows.map(({ cells, object }) => [cells[0], object?.kind, object?.metadata.name]),
    }));
  },

  async "selectors of every sort find the same"(server) {
    for (const [name, labels] of [
      ["tier-none", {}],
      ["tier-a", { tier: "a" }],
      ["tier-b", { tier: "b", extra: "" }],
    ] as const) {
      await post(server, configMaps, { metadata: { name, labels } });
    }
    const selectors = [
      "tier",
      "!tier",
      "tier=a",
      "tier==b",
      "tier!=a",
      "tier in (a,b)",
      "tier notin (a)",
      "tier,extra=",
      "tier in (a),!extra",
    ];
    const found = [];
    for (const selector of selectors) {
      const query = `fieldSelector=metadata.name!=none&labelSelector=${encodeURIComponent(selector)}`;
      const names = namesIn(await get(server, `${configMaps}?${query}`));
      found.push([selector, names?.filter((name) => name?.startsWith("tier-"))]);
    }
    const byName = await get(server, `${configMaps}?fieldSelector=metadata.name%3Dtier-a`);
    return { found, byName: namesIn(byName) };
  },

  async "a version says how old a list may be, or exactly how old it is to be"(server) {
    await makeSome(server, "aged", 2);
    const before = versionOf(await get(server, configMaps));
    await remove(server, `${configMaps}/aged-0`);
    await patch(server, "merge", `${configMaps}/aged-1`, {
      metadata: { labels: { of: "aged", changed: "yes" } },
    });
    const told = [];
    for (const query of [
      "",
      "resourceVersion=0",
      `resourceVersion=${before}`,
      `resourceVersion=${before}&resourceVersionMatch=NotOlderThan`,
      `resourceVersion=${before}&resourceVersionMatch=Exact`,
      `resourceVersion=${before}&limit=100`,
    ]) {
      const answer = await get(server, `${configMaps}?labelSelector=of%3Daged&${query}`);
      const changed = answer.json.items.map(({ metadata }) => metadata.labels?.changed);
      told.push([
        query.replace(before, "BEFORE"),
        answer.status,
        namesIn(answer),
        changed,
        versionOf(answer) === before,
      ]);
    }
    return told;
  },

  async "one object and a list come as metadata alone"(server) {
    await makeSome(server, "bare", 1);
    return [
      outcome(await get(server, `${configMaps}/bare-0`, { headers: asMetadata })),
      outcome(await get(server, `${configMaps}?labelSelector=of%3Dbare`, { headers: asMetadataList })),
    ];
  },

  async "one object comes as a table of one row"(server) {
    await makeSome(server, "alone", 1);
    const { json } = await get(server, `${configMaps}/alone-0`, { headers: asTable });
    return { kind: json.kind, names: json.rows.map(({ object }) => object?.metadata.name) };
  },

  async "what is large is sent compressed to who can read that"(server) {
    await post(server, configMaps, { metadata: { name: "large" }, data: { text: "x".repeat(200_000) } });
    const path = `${configMaps}?fieldSelector=metadata.name%3Dlarge`;
    const answers = await Promise.all([
      get(server, path, { headers: { "accept-encoding": "gzip" } }),
      get(server, path),
      get(server, `${configMaps}?fieldSelector=metadata.name%3Dnone`, {
        headers: { "accept-encoding": "gzip" },
      }),
    ]);
    await remove(server, `${configMaps}/large`);
    return answers.map(({ headers }) => headers["content-encoding"]);
  },

  async "a list that is forgotten under way is too old, and the answer says how to go on"(server) {
    await makeSome(server, "forgotten", 3);
    const first = await get(server, `${configMaps}?labelSelector=of%3Dforgotten&limit=1`);
    await makeSome(server, "forgotten-late", 1);
    await server.forget();
    const path = `${configMaps}?labelSelector=of%3Dforgotten&limit=5`;
    const second = await get(server, `${path}&continue=${first.json.metadata.continue}`);
    const third = await get(server, `${path}&continue=${second.json.metadata.continue}`);
    const exact = `resourceVersion=${versionOf(first)}&resourceVersionMatch=Exact`;
    return {
      second: outcome(second),
      third: namesIn(third),
      exact: outcome(await get(server, `${configMaps}?${exact}`)),
    };
  },
};
