import { get, patch, remove, watch } from "../both-servers.ts";
import {
  asMetadata,
  configMaps,
  eventsOf,
  makeSome,
  outcome,
  type Stories,
  summary,
  versionOf,
} from "./story.ts";

const watchList = "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

export const watches: Stories = {
  async "a watch from a version tells all that came after it, in its order"(server) {
    await makeSome(server, "resumed", 2);
    const from = versionOf(await get(server, configMaps));
    const labels = (step: string) => ({ metadata: { labels: { step } } });
    await patch(server, "merge", `${configMaps}/resumed-0`, labels("1"));
    await patch(server, "merge", `${configMaps}/resumed-1`, labels("2"));
    await patch(server, "merge", `${configMaps}/resumed-0`, labels("3"));
    await remove(server, `${configMaps}/resumed-1`);
    await makeSome(server, "resumed-late", 1);
    const events = await eventsOf(watch(server, configMaps, `&resourceVersion=${from}`), 5);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    return {
      events: events.map(summary),
      growing: versions.every((version, at) => version > (versions[at - 1] ?? 0)),
    };
  },

  async "a WatchList tells what there is, says that this was all, and goes on"(server) {
    await makeSome(server, "first", 3);
    const opening = watch(server, configMaps, `${watchList}&labelSelector=of%3Dfirst`);
    const opened = await opening;
    const initial = await opened.take(4);
    await remove(server, `${configMaps}/first-1`);
    const next = await opened.next();
    opened.close();
    const versions = [...initial, ...(next ? [next] : [])].map(({ object }) =>
      Number(object.metadata.resourceVersion),
    );
    return {
      initial: initial
        .slice(0, 3)
        .map(summary)
        .map((event) => JSON.stringify(event))
        .sort(),
      bookmark: initial.slice(3),
      next: next && summary(next),
      bookmarkIsNewest:
        (versions[3] ?? 0) >= Math.max(...versions.slice(0, 3)) && (versions[4] ?? 0) > (versions[3] ?? 0),
    };
  },

  async "a WatchList of nothing says at once that this was all"(server) {
    return (await eventsOf(watch(server, configMaps, `${watchList}&labelSelector=of%3Dnobody`), 1)).map(
      summary,
    );
  },

  async "a watch of metadata sends nothing else"(server) {
    await makeSome(server, "thin", 1);
    const selected = `${watchList}&labelSelector=of%3Dthin`;
    return eventsOf(watch(server, configMaps, selected, asMetadata), 2);
  },

  async "a watch of one name tells of nothing else"(server) {
    await makeSome(server, "named", 2);
    const from = versionOf(await get(server, configMaps));
    for (const name of ["named-0", "named-1"]) await remove(server, `${configMaps}/${name}`);
    const query = `&resourceVersion=${from}&fieldSelector=metadata.name%3Dnamed-1`;
    return (await eventsOf(watch(server, configMaps, query), 1)).map(summary);
  },

  async "what begins to match is added and what ceases to is deleted"(server) {
    await makeSome(server, "turning", 1);
    const from = versionOf(await get(server, configMaps));
    for (const state of ["on", "on", null, "on"]) {
      await patch(server, "merge", `${configMaps}/turning-0`, {
        metadata: { labels: { state, turn: `${Math.random()}` } },
      });
    }
    const events = await eventsOf(
      watch(server, configMaps, `&resourceVersion=${from}&labelSelector=state`),
      4,
    );
    return events.map(({ type, object }) => [type, object.metadata.labels?.state]);
  },

  async "a watch ends by itself when its time is over"(server) {
    const opened = await watch(
      server,
      configMaps,
      `&resourceVersion=${versionOf(await get(server, configMaps))}&timeoutSeconds=1`,
    );
    server.pass(1000);
    return (await opened.next()) === undefined;
  },

  async "one object is got by its path, also by who asks to watch it"(server) {
    await makeSome(server, "direct", 1);
    return outcome(await get(server, `${configMaps}/direct-0?watch=true`));
  },

  async "a WatchList from a version that is not there yet is put off"(server) {
    return (await eventsOf(watch(server, configMaps, `${watchList}&resourceVersion=99999999`), 1)).map(
      summary,
    );
  },

  async "a watch from a version that is forgotten is told so"(server) {
    await makeSome(server, "old", 1);
    const from = versionOf(await get(server, configMaps));
    await makeSome(server, "newer", 2);
    await server.forget();
    return (await eventsOf(watch(server, configMaps, `&resourceVersion=${from}`), 1)).map(summary);
  },
};
