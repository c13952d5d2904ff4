import * as z from "zod";
import { tokens } from "./theme.ts";
import { colorSchema } from "./theme-schema.ts";

const pattern = z.string().min(1).describe("A context's name; `*` stands for any characters.");

const contextSchema = z.strictObject({
  match: pattern,
  accent: z
    .enum(tokens)
    .or(colorSchema)
    .optional()
    .describe("The colour of the context's block at the top left: a token or #rrggbb."),
  readOnly: z.boolean().optional().describe("No request that changes anything leaves for these contexts."),
});

/** The settings file. Everything may be left out. */
export const settingsSchema = z.strictObject({
  $schema: z.string().optional(),
  theme: z
    .string()
    .min(1)
    .optional()
    .describe("`auto`, the name of a shipped theme, or of a file in the themes folder."),
  keymap: z.string().min(1).optional().describe("`default`, or the name of a file in the keymaps folder."),
  readOnly: z.boolean().optional().describe("Every context is read-only unless it says otherwise."),
  contexts: z
    .array(contextSchema)
    .optional()
    .describe("What differs from context to context; of several matches the last one counts."),
  logs: z
    .strictObject({
      memory: z
        .int()
        .min(1)
        .max(4096)
        .optional()
        .describe("Megabytes for the lines of one view of logs; the oldest make room for new ones."),
      streams: z
        .int()
        .min(1)
        .max(2000)
        .optional()
        .describe("Logs that are read at the same time; of more the most telling are, and the rest listed."),
    })
    .optional(),
  ascii: z.boolean().optional().describe("Draw with ASCII only; decided from the locale where absent."),
});
