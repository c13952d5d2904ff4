// The three suites. `unit` and `features` need nothing but npm; `cluster` starts a real control plane.
import { defineConfig } from "vitest/config";

const root = new URL("..", import.meta.url).pathname;

// biome-ignore lint/style/noDefaultExport: vitest loads its configuration from the default export
export default defineConfig({
  root,
  test: {
    reporters: ["default", `${root}test/tools/count-reporter.ts`],
    projects: [
      {
        root,
        test: {
          name: "unit",
          include: ["src/**/*.test.{ts,tsx}", "test/unit/**/*.test.{ts,tsx}", "test/*.test.ts"],
        },
      },
      {
        root,
        test: {
          name: "features",
          include: ["test/features/**/*.test.{ts,tsx}"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        root,
        test: {
          name: "cluster",
          include: ["test/cluster/**/*.test.ts"],
          globalSetup: [`${root}test/cluster/global-setup.ts`],
          testTimeout: 120_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
