// The first thing the scripts of package.json run: says plainly when this Node is too old for the rest. Written so that
// any Node reads it.
const { engines } = require("../../package.json");

const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(engines.node).map(Number);
const [thisMajor, thisMinor] = process.versions.node.split(".").map(Number);

if (thisMajor < major || (thisMajor === major && thisMinor < minor)) {
  console.error(
    [
      `This is Node.js ${process.versions.node}, and the scripts of this repository need ${major}.${minor} or newer.`,
      "`npm ci` brings one of its own, by an install script, which has not run here.",
      "Run `npm rebuild node`, or install a newer Node.js.",
    ].join("\n"),
  );
  process.exit(1);
}
