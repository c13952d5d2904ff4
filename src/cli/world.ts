import type { Env } from "../kube/kubeconfig/index.ts";
import type { Clock } from "../lib/clock.ts";

/** As much of an output as is used. One of the process has a descriptor. */
export type Output = NodeJS.WriteStream & { readonly fd?: number };

/** What the process has around it. Only main.ts reads it; everything else is given it. */
export interface World {
  /** Without node and the script. */
  readonly args: readonly string[];
  readonly env: Env;
  readonly home: string;
  readonly cwd: string;
  /** Of Periplus. */
  readonly version: string;
  readonly clock: Clock;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: Output;
  readonly stderr: Output;
}
