import * as z from "zod";

export const commandIdSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/)
  .describe("The id of a command, such as `cursor.down`.");

/** One keymap file: scope, then keys, then the command they run. */
export const keymapSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1).optional(),
  scopes: z.record(
    z.string().regex(/^[a-z][a-z0-9:-]*$/),
    z
      .record(
        z
          .string()
          .min(1)
          .describe("A key such as `ctrl-x`, a sequence such as `g g`, or several parted by commas."),
        commandIdSchema.nullable(),
      )
      .nullable(),
  ),
});
