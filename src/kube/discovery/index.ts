// Which resources one cluster serves: aggregated discovery, the older walk through all groups, and lookup by any
// name a person may type. Built-in kinds need none of it; it is for everything else, and for the names.
// May import src/lib, the transport's types and src/kube/requests. Read discovery.ts first, then catalog.ts.
export { Catalog } from "./catalog.ts";
export { createDiscovery, type Discovery, type DiscoveryOptions, type DiscoveryStore } from "./discovery.ts";
