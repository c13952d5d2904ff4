import * as z from "zod";
import { ansiColors, textStyles, tokens } from "./theme.ts";

export const colorSchema = z.templateLiteral(["#", z.string().regex(/^[0-9a-fA-F]{6}$/)]);

export const tokenSchema = z.strictObject({
  color: colorSchema
    .or(z.literal("default"))
    .optional()
    .describe(
      "Foreground, or background for surface and match: #rrggbb, or the terminal's own; `ansi` where absent.",
    ),
  ansi: z
    .enum(ansiColors)
    .optional()
    .describe("The nearest of the terminal's sixteen colours, for terminals that have no more."),
  on: z
    .enum(ansiColors)
    .or(colorSchema)
    .optional()
    .describe("The text colour on top of this one, where it is used as a background."),
  style: z
    .array(z.enum(textStyles))
    .optional()
    .describe("Attributes at every depth of colour; all that is left without colour."),
});

/** One theme file: tokens in truecolor, in sixteen colours, and as attributes. A missing one is taken from a shipped theme. */
export const themeSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().min(1),
  background: z
    .enum(["dark", "light"])
    .optional()
    .describe("The terminal background this theme is made for; any where absent."),
  tokens: z.partialRecord(z.enum(tokens), tokenSchema),
});
