// What to read of a message: all of it, or the fields of a mask. A plan is made once and used for every object of the kind.
import type { FieldMask } from "../types.ts";
import { wireBytes, wireFixed64, wireVarint } from "./protobuf-reader.ts";
import type { Message, SchemaField, ValueType } from "./schema.ts";

export interface PlanField {
  readonly name: string;
  readonly shape: SchemaField["shape"];
  readonly type: ValueType;
  readonly omitZero: boolean;
  readonly wireType: number;
  /** Differs from `wireType` for maps, of which every entry is a message. */
  readonly valueWireType: number;
  /** For type `m`. */
  readonly plan: () => Plan;
}

export interface Plan {
  readonly form: Message["form"];
  /** By field number; a field that is not here is skipped. */
  readonly fields: readonly (PlanField | undefined)[];
}

/** JSON names below one another; `all` takes everything below. */
interface MaskNode {
  all: boolean;
  readonly below: Map<string, MaskNode>;
}

interface CompiledMask {
  readonly root: MaskNode;
  readonly plans: WeakMap<Message, Plan>;
}

const wholePlans = new WeakMap<Message, Plan>();
const compiledMasks = new WeakMap<FieldMask, CompiledMask>();
const nothing: Plan = { form: "object", fields: [] };

/** A mask of dotted JSON paths without indexes. A path to an object takes all of it; a path below a map the whole map. */
export function fieldMask(paths: readonly string[]): FieldMask {
  const mask: FieldMask = { paths };
  compiledMasks.set(mask, compile(mask));
  return mask;
}

function compile({ paths }: FieldMask): CompiledMask {
  const root: MaskNode = { all: false, below: new Map() };
  for (const path of paths) {
    let node = root;
    for (const name of path.split(".")) {
      const next = node.below.get(name) ?? { all: false, below: new Map() };
      node.below.set(name, next);
      node = next;
    }
    node.all = true;
  }
  return { root, plans: new WeakMap() };
}

/** The plan that reads a whole message. */
export function wholePlan(message: Message): Plan {
  const known = wholePlans.get(message);
  if (known !== undefined) return known;
  const fields: PlanField[] = [];
  for (const field of message.fields) {
    // Read when the first value comes: messages may hold themselves.
    let plan: Plan | undefined;
    fields[field.number] = planField(field, () => {
      plan ??= wholePlan(field.message());
      return plan;
    });
  }
  const plan: Plan = { form: message.form, fields };
  wholePlans.set(message, plan);
  return plan;
}

export function maskedPlan(message: Message, mask: FieldMask): Plan {
  let compiled = compiledMasks.get(mask);
  if (compiled === undefined) {
    compiled = compile(mask);
    compiledMasks.set(mask, compiled);
  }
  let plan = compiled.plans.get(message);
  if (plan === undefined) {
    plan = planBelow(message, compiled.root) ?? nothing;
    compiled.plans.set(message, plan);
  }
  return plan;
}

/** Undefined where nothing of the message is asked for. */
function planBelow(message: Message, node: MaskNode): Plan | undefined {
  if (node.all || message.form !== "object") return wholePlan(message);
  const fields: PlanField[] = [];
  for (const field of message.fields) {
    const plan = fieldPlanBelow(field, node);
    if (plan !== undefined) fields[field.number] = plan;
  }
  return fields.length === 0 ? undefined : { form: message.form, fields };
}

function fieldPlanBelow(field: SchemaField, node: MaskNode): PlanField | undefined {
  const below = field.shape === "inline" ? node : node.below.get(field.name);
  if (below === undefined) return undefined;
  if (field.type !== "m") return planField(field, () => nothing);
  const plan = field.shape === "map" ? wholePlan(field.message()) : planBelow(field.message(), below);
  return plan && planField(field, () => plan);
}

function planField({ name, shape, type, omitZero }: SchemaField, plan: () => Plan): PlanField {
  const valueWireType = type === "i" || type === "b" ? wireVarint : type === "d" ? wireFixed64 : wireBytes;
  return {
    name,
    shape,
    type,
    omitZero,
    wireType: shape === "map" ? wireBytes : valueWireType,
    valueWireType,
    plan,
  };
}
