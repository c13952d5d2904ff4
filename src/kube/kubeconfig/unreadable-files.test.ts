import { expect, test } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { loadKubeconfig } from "./load-kubeconfig.ts";
import { unreadableFiles } from "./unreadable-files.ts";

test("each file that an entry names and that cannot be read is a problem of that entry", async () => {
  const folder = await tempFolder();
  await folder.write("there", "x");
  const explicitFile = await folder.write(
    "config",
    `clusters:
- {name: good, cluster: {server: https://a, certificate-authority: there}}
- {name: bad, cluster: {server: https://b, certificate-authority: gone.crt}}
users:
- {name: both, user: {client-certificate: there, client-key: gone.key}}
- {name: file, user: {tokenFile: gone}}
`,
  );
  const kubeconfig = await loadKubeconfig({ explicitFile, env: {}, home: folder.path, cwd: folder.path });
  const problems = await unreadableFiles(kubeconfig);
  expect(problems.map(({ entry, message }) => [entry?.name, message.split(": ")[1]])).toEqual([
    [
      "bad",
      `certificate-authority ${folder.path}/gone.crt cannot be read; correct the path (${explicitFile})`,
    ],
    ["both", `client-key ${folder.path}/gone.key cannot be read; correct the path (${explicitFile})`],
    ["file", `tokenFile ${folder.path}/gone cannot be read; correct the path (${explicitFile})`],
  ]);
});
