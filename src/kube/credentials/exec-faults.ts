import type { Cluster, ExecConfig, User } from "../kubeconfig/types.ts";
import type { PluginResult } from "./run-plugin.ts";
import { safeWords } from "./secrets.ts";

/** What went wrong with a plugin: continues `the exec plugin aws …`. */
export interface PluginFault {
  readonly what: string;
  readonly nextStep: string;
}

/** The versions of the protocol that clients still speak; v1alpha1 went in Kubernetes 1.24. */
export const execVersions: readonly string[] = [
  "client.authentication.k8s.io/v1",
  "client.authentication.k8s.io/v1beta1",
];

const seeMore = "run it in a terminal to see more, or log in again with its own tool";

export const faults = {
  noTerminal: {
    what: "wants to ask you something, but standard input is no terminal",
    nextStep: "run it in a terminal once",
  },
  refused: (why: string) => ({
    what: `wants to ask you something, but did not get the terminal${why === "" ? "" : ` (${why})`}`,
    nextStep: "try again, and let it ask",
  }),
  version: ({ file }: User) => ({
    what: "is configured for a version of the protocol that is not supported",
    nextStep: `set apiVersion of exec to ${execVersions.join(" or ")} in ${file}`,
  }),
  policy: (why: string) => ({ what: `may not run: ${why}`, nextStep: "change the policy in ~/.kube/kuberc" }),
  authority: ({ name, certificateAuthority, file }: Cluster) => ({
    what: `cannot be told about cluster ${name}: ${certificateAuthority} cannot be read`,
    nextStep: `check certificate-authority of the cluster in ${file}`,
  }),
  reply: (why: string) => ({
    what: `gave no usable answer: ${why}`,
    nextStep: "check command, args and apiVersion of exec",
  }),
  notFound(fault: "missing" | "not executable", { command, installHint = "" }: ExecConfig): PluginFault {
    if (fault === "not executable")
      return { what: "is not executable", nextStep: `make ${command} executable` };
    const hint = safeWords(installHint);
    return {
      what: "is not installed",
      nextStep: hint === "" ? "install it, or put its folder into PATH" : hint,
    };
  },
};

export interface ResultWords {
  /** Secrets that its words may hold. */
  readonly known: readonly string[];
  /** The milliseconds it had. */
  readonly timeout: number;
}

/** The fault of a run that brought no answer. */
export function resultFault(
  result: Exclude<PluginResult, { readonly outcome: "done" }>,
  { known, timeout }: ResultWords,
): PluginFault {
  const said = (stderr: string) => {
    const words = safeWords(stderr, { known });
    return words === "" ? "" : `: ${words}`;
  };
  switch (result.outcome) {
    case "failed":
      return { what: `failed with ${result.status}${said(result.stderr)}`, nextStep: seeMore };
    case "timeout":
      return { what: `gave no answer within ${duration(timeout)}${said(result.stderr)}`, nextStep: seeMore };
    case "too much output":
      return {
        what: "printed more than a credential can be, and was stopped",
        nextStep: "check command and args of exec",
      };
    case "not started": {
      const why = result.code === "ENOENT" ? "its interpreter or the working folder is missing" : result.code;
      return { what: `cannot be started (${why})`, nextStep: "run it in a terminal to see more" };
    }
  }
}

function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} s`;
}
