// What clients asked of the API server, from its audit log: one line for each stage of each request.
import { readFile } from "node:fs/promises";

export interface AuditedRequest {
  readonly id: string;
  readonly userAgent: string;
  readonly user: string;
  readonly verb: string;
  /** Path and query. */
  readonly uri: string;
  /** The HTTP status; undefined while a long-running request has not begun to answer. */
  readonly status: number | undefined;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Undefined while it runs, as an open watch does. */
  readonly ended: number | undefined;
}

/** Metadata of every request. The stage before the answer is left out: it would double the log and say no more. */
export const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
`;

/** Every request in the log whose user agent contains the text, oldest first. */
export async function readAuditLog(path: string, userAgent = ""): Promise<AuditedRequest[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line.includes(userAgent));
  const requests = new Map<string, AuditedRequest>();
  for (const line of lines) {
    const request = parseLine(line);
    // A later stage of the same request says more than an earlier one.
    if (request?.userAgent.includes(userAgent)) requests.set(request.id, request);
  }
  return [...requests.values()].sort((a, b) => a.started - b.started);
}

interface AuditLine {
  readonly auditID: string;
  readonly stage: string;
  readonly userAgent?: string;
  readonly user?: { readonly username?: string };
  readonly verb: string;
  readonly requestURI: string;
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
}

/** Undefined for the last line while the server still writes it. */
function parseLine(line: string): AuditedRequest | undefined {
  if (!line.endsWith("}")) return undefined;
  const event = JSON.parse(line) as AuditLine;
  return {
    id: event.auditID,
    userAgent: event.userAgent ?? "",
    user: event.user?.username ?? "",
    verb: event.verb,
    uri: event.requestURI,
    status: event.responseStatus?.code,
    started: Date.parse(event.requestReceivedTimestamp),
    ended: event.stage === "ResponseComplete" ? Date.parse(event.stageTimestamp) : undefined,
  };
}
