import { Link } from "../../cache/link.ts";
import { Reflector, type ReflectorSink } from "../../cache/reflector.ts";
import { keyOf } from "../../cache/row-maker.ts";
import { StartGate } from "../../cache/start-gate.ts";
import type { InformerStatus } from "../../cache/types.ts";
import { ApiError } from "../../kube/api-error.ts";
import {
  gvrText,
  type KubeObject,
  type ListWatch,
  type Scope,
  type TableColumn,
  type WireObject,
} from "../../kube/types.ts";
import type { Clock } from "../../lib/clock.ts";
import { wholeObjects } from "./get-object.ts";
import { type GetTask, type KindTarget, kindPrefix, sayFault } from "./get-task.ts";
import { objectText } from "./print-objects.ts";
import { rowCells } from "./row-cells.ts";
import { type Cells, TableWriter } from "./table-writer.ts";

/** Rows that come one after the other within a list are printed so many at a time, aligned with each other. */
const batchSize = 500;

/**
 * Prints objects as they are, and each again whenever it changes, until the program is ended or nobody reads any more.
 * A connection that is lost is taken up again where it was. Rejects with the `ApiError` of a list that cannot be had.
 */
export async function followTarget(task: GetTask, target: KindTarget, clock: Clock): Promise<void> {
  if (!(await isThere(task, target))) return;
  const form = target.kind.record || task.form === "json" || task.form === "yaml" ? "object" : "table";
  const wire = task.client.listWatch(target.kind.resource, form);
  const end = new AbortController();
  const printer = printerOf(task, target, wire);
  const failed = Promise.withResolvers<never>();
  const shared = {
    wire,
    clock,
    link: new Link((signal) => answers(task, signal), clock),
    gate: new StartGate(1),
    withoutWatchList: new Set<string>(),
    resource: gvrText(target.kind.resource.gvr),
    what: target.kind.resource.gvr.resource,
  };
  const runs = scopesOf(target).map((scope) => {
    const sink = new ChangeSink(printer, wire, task, failed.reject);
    return new Reflector({ ...shared, scope, sink }).run(end.signal);
  });
  try {
    await Promise.race([Promise.all(runs), failed.promise]);
  } finally {
    end.abort();
  }
}

/** What was asked for by name must be there; else the task has been told. */
async function isThere(task: GetTask, target: KindTarget): Promise<boolean> {
  for await (const objects of wholeObjects(task, target)) if (objects.length === 0) return false;
  return true;
}

async function answers({ client }: GetTask, signal: AbortSignal): Promise<boolean> {
  await client.requests.version({ signal });
  return true;
}

/** One object is followed by its name, which a list can be narrowed to. */
function scopesOf({ scopes, names }: KindTarget): readonly Scope[] {
  const [name] = names;
  return name === undefined
    ? scopes
    : scopes.map((scope) => ({ ...scope, fieldSelector: `metadata.name=${name}` }));
}

/** Prints objects one by one or several together. */
interface ChangePrinter {
  takeColumns(columns: readonly TableColumn[]): void;
  print(objects: readonly { readonly object: WireObject; readonly isGone: boolean }[]): Promise<void>;
}

function printerOf(task: GetTask, target: KindTarget, wire: ListWatch): ChangePrinter {
  if (task.form === "name") return namePrinter(task, target);
  if (task.form === "json" || task.form === "yaml") return objectPrinter(task, target, wire);
  const cells = rowCells(target.kind, wire, {
    wide: task.form === "wide",
    namespace: target.showsNamespace,
    prefix: "",
    sort: undefined,
    labels: task.labels,
    now: task.now,
    onFault: sayFault(task),
  });
  const table = new TableWriter(task.writer, { headers: task.headers });
  return {
    takeColumns: (columns) => cells.takeColumns(columns),
    async print(objects) {
      const rows = objects.map(({ object }): Cells => cells.row(object).cells);
      await table.write(cells.headers, rows);
      await task.writer.flush();
    },
  };
}

function namePrinter({ writer }: GetTask, { kind }: KindTarget): ChangePrinter {
  return {
    takeColumns() {},
    async print(objects) {
      for (const { object } of objects) writer.add(`${kindPrefix(kind)}/${object.identity.name}\n`);
      await writer.flush();
    },
  };
}

/** What a watch keeps of an object lacks what no view needs, so each is asked for whole; of one that is gone the rest is all there is. */
function objectPrinter(task: GetTask, { kind }: KindTarget, wire: ListWatch): ChangePrinter {
  const { gvr } = kind.resource;
  const whole = async (
    { identity, encoded }: WireObject,
    isGone: boolean,
  ): Promise<KubeObject | undefined> => {
    if (isGone) return wire.decode(encoded);
    const { name, namespace } = identity;
    const target = { gvr, name, ...(namespace !== "" && { namespace }) };
    try {
      return await task.client.requests.get(target, { signal: task.signal, exactNumbers: true });
    } catch (error) {
      // Its removal is on its way.
      if (error instanceof ApiError && error.code === 404) return undefined;
      throw error;
    }
  };
  return {
    takeColumns() {},
    async print(objects) {
      for (const { object, isGone } of objects) {
        const found = await whole(object, isGone);
        if (found) task.writer.add(objectText(task, found));
      }
      await task.writer.flush();
    },
  };
}

/** An object that was printed. What has no version, such as metrics, is told from another state by what it says. */
interface PrintedObject {
  readonly version: string;
  readonly name: string;
  readonly encoded?: WireObject["encoded"];
}

/** Hands each change on once, in its order; what a list repeats after an interruption is not a change. */
class ChangeSink implements ReflectorSink {
  readonly #printer: ChangePrinter;
  readonly #wire: Pick<ListWatch, "sameContent">;
  readonly #task: GetTask;
  readonly #fail: (error: unknown) => void;
  readonly #printed = new Map<string, PrintedObject>();
  #listed: Set<string> | undefined;
  #pending: { readonly object: WireObject; readonly isGone: boolean }[] = [];
  #printing: Promise<void> = Promise.resolve();
  #wasStale = false;

  constructor(
    printer: ChangePrinter,
    wire: Pick<ListWatch, "sameContent">,
    task: GetTask,
    fail: (error: unknown) => void,
  ) {
    this.#printer = printer;
    this.#wire = wire;
    this.#task = task;
    this.#fail = fail;
  }

  columns(columns: readonly TableColumn[]): void {
    this.#printer.takeColumns(columns);
  }

  listing(): void {
    this.#listed = new Set();
  }

  put(object: WireObject): void {
    const { identity, encoded } = object;
    const { name, resourceVersion: version } = identity;
    const key = keyOf(identity);
    this.#listed?.add(key);
    const before = this.#printed.get(key);
    if (before !== undefined && this.#isSame(before, object)) return;
    this.#printed.set(key, { version, name, ...(version === "" && { encoded }) });
    this.#push(object, false);
  }

  remove(object: WireObject): void {
    this.#printed.delete(keyOf(object.identity));
    this.#push(object, true);
  }

  listed(): void {
    this.#flush();
    for (const [key, { name }] of this.#printed) {
      if (this.#listed?.has(key) !== false) continue;
      this.#printed.delete(key);
      this.#task.say(`${name} was deleted meanwhile`);
    }
    this.#listed = undefined;
  }

  status(status: InformerStatus): void {
    if (status.phase === "forbidden" || status.phase === "unreachable") return this.#fail(status.error);
    if (status.phase === "polling" && !this.#wasStale)
      this.#task.say(`${status.error.message}; listing instead`);
    if (status.phase === "stale" && !this.#wasStale) this.#task.say(`${status.error.message}; trying again`);
    if (status.phase === "live" && this.#wasStale) this.#task.say("connected again");
    this.#wasStale = status.phase === "stale" || status.phase === "polling";
  }

  #isSame({ version, encoded }: PrintedObject, object: WireObject): boolean {
    if (encoded !== undefined) return this.#wire.sameContent(encoded, object.encoded);
    return version === object.identity.resourceVersion;
  }

  #push(object: WireObject, isGone: boolean): void {
    this.#pending.push({ object, isGone });
    const isListing = this.#listed !== undefined;
    if (this.#pending.length >= batchSize) this.#flush();
    else if (!isListing && this.#pending.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const objects = this.#pending;
    if (objects.length === 0) return;
    this.#pending = [];
    this.#printing = this.#printing.then(() => this.#printer.print(objects));
    this.#printing.catch(this.#fail);
  }
}
