import { type Command, defineCommand, type KeyOf } from "./command.ts";
import { keyHint, withHint } from "./key-hint.ts";

/**
 * What people of k9s look for by its key and what is not there: the key says so, and in a table also what else there
 * is. Help and the palette list none of it, and a keymap may give the key to something else.
 */
function absentCommand(id: string, said: string, instead: (keyOf: KeyOf) => string | undefined): Command {
  return defineCommand({
    id: `absent.${id}`,
    title: said,
    group: "Look inside",
    isAbsent: true,
    unavailable: ({ app, keyOf }) => (app.table === undefined ? said : withHint(said, instead(keyOf))),
    run() {},
  });
}

export const absentCommands: readonly Command[] = [
  absentCommand("describe", "describe is not there yet", (keyOf) =>
    keyHint(keyOf, "row.yaml", "shows the object as YAML"),
  ),
  absentCommand("shell", "a shell is not there yet", () => "kubectl exec opens one"),
  absentCommand("edit", "editing is not there yet", () => "kubectl edit does it"),
  absentCommand("end", "nothing can be deleted here yet", () => "kubectl delete does it"),
  absentCommand("port-forward", "port-forward is not there yet", () => "kubectl port-forward does it"),
];
