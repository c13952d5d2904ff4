import type { App } from "./app.ts";

const countries = [
  "at",
  "be",
  "ch",
  "cz",
  "de",
  "dk",
  "es",
  "fi",
  "fr",
  "gb",
  "gr",
  "hu",
  "ie",
  "it",
  "lt",
  "lu",
  "nl",
  "no",
  "pl",
  "pt",
  "ro",
  "se",
  "si",
  "sk",
] as const;

const parts = [
  ["storefront", 6, "frontend"],
  ["basket", 4, "backend"],
  ["stock", 3, "backend"],
  ["reviews", 2, "backend"],
  ["recommendations", 4, "backend"],
  ["delivery", 3, "backend"],
  ["vouchers", 2, "backend"],
  ["accounts", 3, "backend"],
] as const;

const share = parts.reduce((sum, [, weight]) => sum + weight, 0);

/** As many storefronts, one namespace for each country, as make up a number of further pods. */
export function fleetApps(pods: number): readonly App[] {
  if (pods <= 0) return [];
  const shops = countries.slice(0, Math.max(1, Math.min(countries.length, Math.ceil(pods / 60))));
  let left = pods;
  return shops.flatMap((country, index) => {
    const forShop = Math.round(left / (shops.length - index));
    left -= forShop;
    let unplaced = forShop;
    return parts.map(([name, weight, tier], place): App => {
      const replicas =
        place === parts.length - 1 ? unplaced : Math.min(unplaced, Math.round((forShop * weight) / share));
      unplaced -= replicas;
      return {
        namespace: `shop-${country}`,
        name,
        kind: "Deployment",
        replicas,
        image: `shop/${name}:2026.46.${place}`,
        previousImage: `shop/${name}:2026.45.${place}`,
        port: 8080,
        healthPath: "/readyz",
        cpu: "50m",
        memory: "96Mi",
        memoryLimit: "192Mi",
        tier,
        partOf: "shop",
        service: "internal",
        env: { COUNTRY: country.toUpperCase() },
        ageDays: 160 - index,
        releasedHoursAgo: 30 + place,
      };
    });
  });
}
