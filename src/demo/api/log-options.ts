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
      field: "[]",
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
  const fault = timeFault(text);
  if (fault !== undefined) throw badRequest(`parsing time "${text}"${fault}`);
  return { seconds: Math.floor(Date.parse(text) / 1000), nanos: 0 };
}

// The parts of a time with their names in Go, which says at which of them it had to give up.
const timeParts: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, "2006"],
  [/^-/, "-"],
  [/^\d\d/, "01"],
  [/^-/, "-"],
  [/^\d\d/, "02"],
  [/^T/, "T"],
  [/^\d\d/, "15"],
  [/^:/, ":"],
  [/^\d\d/, "04"],
  [/^:/, ":"],
  [/^\d\d(\.\d+)?/, "05"],
  [/^(Z|[+-]\d\d:\d\d)/, "Z07:00"],
];

function timeFault(text: string): string | undefined {
  let rest = text;
  for (const [part, name] of timeParts) {
    const [found] = part.exec(rest) ?? [];
    if (found === undefined) {
      return ` as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(rest)} as "${name}"`;
    }
    rest = rest.slice(found.length);
  }
  if (rest !== "") return `: extra text: ${JSON.stringify(rest)}`;
  return hasDay(text) ? undefined : ": day out of range";
}

// Dates that are none, such as the 31st of November, are those of a later day elsewhere.
function hasDay(text: string): boolean {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10));
}
