import type { Container } from "../../objects.ts";
import { envoy, nginx } from "./access-log.ts";
import { goJson } from "./go-json.ts";
import { java } from "./java.ts";
import { klog } from "./klog.ts";
import { logfmt, monitor } from "./logfmt.ts";
import { node } from "./node.ts";
import { pino } from "./pino.ts";
import { coredns, migration, plain, shell } from "./plain.ts";
import type { Program } from "./program.ts";
import { python } from "./python.ts";
import { postgres, redis } from "./stores.ts";

// By the image without its registry. First match wins.
const rules: readonly (readonly [RegExp, Program])[] = [
  [/^ledger\/postgres:/, postgres],
  [/^checkout\/redis:/, redis],
  [/^mesh\/proxy:/, envoy],
  [/^tools\//, shell],
  [/^ingress-nginx\//, nginx],
  [/^coredns\//, coredns],
  [/^(kube-|metrics-server|etcd:|platform\/|monitoring\/kube-state)/, klog],
  [/^(monitoring|ledger\/exporter)\b/, monitor],
  [/^(payments\/(api|worker)|checkout\/pricing|identity\/auth|catalog\/api):/, goJson],
  [/^(payments\/mailer|notifications\/(email|dispatcher)):/, pino],
  [/^(payments\/webhooks|checkout\/web):/, node],
  [
    /^(payments\/(fraud-scorer|settlement-report)|analytics\/(embedder|trainer)|catalog\/(indexer|import)):/,
    python,
  ],
  [/^(ledger\/api|search\/\w+|identity\/sessions):/, java],
  [/^(payments|checkout|notifications|catalog|analytics|ledger|shop)\//, logfmt],
];

/** What a container runs, told by its image. */
export function programOf({ image, args = [] }: Container): Program {
  if (args[0] === "migrate") return migration;
  const name = image.replace(/^[^/]+\.[^/]+\//, "");
  return rules.find(([pattern]) => pattern.test(name))?.[1] ?? plain;
}
