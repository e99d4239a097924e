import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { EXERCISE, oneFile, PAGE } from "./build/onefile";

// Two entries, each one file: the page of a run, and (`--mode exercise`) that of a live exercise.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), oneFile(mode === "exercise" ? EXERCISE : PAGE)],
  ...(mode === "test" ? { resolve: { conditions: ["browser"] } } : {}),
  build: {
    target: "es2022",
    outDir: `node_modules/.built-${mode}`,
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 10_000,
    rollupOptions: {
      input: mode === "exercise" ? "src/exercise/main.ts" : "src/main.ts",
      output: { format: "es" },
    },
  },
  test: { environment: "node", include: ["tests/**/*.test.ts"] },
}));
