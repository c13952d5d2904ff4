/** The oldest Node that runs the program, as `engines` of package.json states it. */
interface NodeRange {
  readonly major: number;
  readonly minor: number;
}

/** Of `>=22.19`. Throws on any other form. */
export function oldestNode(range: string): NodeRange {
  const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(range) ?? [];
  if (major === undefined || minor === undefined) throw new Error(`engines.node is "${range}", not ">=X.Y"`);
  return { major: Number(major), minor: Number(minor) };
}

/**
 * The text of the command's file: it starts `program`, a module beside it, or says in one sentence why this Node
 * cannot. The program itself is in the language of its Node, which an older one reports as a syntax error; so this text
 * keeps to what Node 12 reads.
 */
export function launcher(program: string, { major, minor }: NodeRange): string {
  return `#!/usr/bin/env node
const [major, minor] = process.versions.node.split(".").map(Number);
process.exitCode = 1; // Unless the program says how it ended.
if (major > ${major} || (major === ${major} && minor >= ${minor})) import("./${program}");
else console.error("periplus: needs Node.js ${major}.${minor} or newer, and this is " + process.versions.node + ".");
`;
}
