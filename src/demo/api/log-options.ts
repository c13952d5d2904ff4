import { type Cause, invalid } from "../kinds/resource-kind.ts";
import type { LogOptions } from "../logs/log-reader.ts";
import { type LogStamp, stampAt } from "../logs/record.ts";
import { isTrue } from "./request-info.ts";
import { badRequest, invalidObject } from "./status-error.ts";

/** The parameters as the API server and a kubelet read them. @throws StatusError 400, 422 */
export function logOptionsOf(query: URLSearchParams, pod: string, now: number): LogOptions {
  const sinceSeconds = numberOf(query, "sinceSeconds");
  const sinceTime = timeOf(query);
  const tailLines = numberOf(query, "tailLines");
  const limitBytes = numberOf(query, "limitBytes");
  const causes: Cause[] = [];
  if (tailLines !== undefined && tailLines < 0)
    causes.push(invalid("tailLines", tailLines, "must be greater than or equal to 0"));
  if (limitBytes !== undefined && limitBytes < 1)
    causes.push(invalid("limitBytes", limitBytes, "must be greater than 0"));
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    causes.push({
      reason: "FieldValueForbidden",
      field: "",
      message: "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
    });
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    causes.push(invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
  if (query.has("stream"))
    causes.push({
      reason: "FieldValueForbidden",
      field: "stream",
      message: "Forbidden: may not be specified",
    });
  if (causes.length > 0) throw invalidObject("PodLogOptions", "", pod, causes);
  return {
    follow: isTrue(query.get("follow")),
    timestamps: isTrue(query.get("timestamps")),
    tailLines,
    since: sinceSeconds === undefined ? sinceTime : stampAt(now - sinceSeconds * 1000),
    limitBytes,
  };
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text);
}

// Whole seconds: the API server passes the time on without what it has of decimals.
function timeOf(query: URLSearchParams): Pick<LogStamp, "seconds" | "nanos"> | undefined {
  const text = query.get("sinceTime");
  if (text === null || text === "") return undefined;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(time))
    throw badRequest(
      `parsing time "${text}" as "2006-01-02T15:04:05Z07:00": cannot parse "${text}" as "2006"`,
    );
  return { seconds: Math.floor(time / 1000), nanos: 0 };
}
