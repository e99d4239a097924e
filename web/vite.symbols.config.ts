// Builds bundle/symbols.js: the conversion of symbol codes, for an engine without a browser.
import { defineConfig } from "vite";
import { oneScript } from "./build/onescript";

export default defineConfig({
  plugins: [oneScript("symbols.js", "../src/renkei/interop/exchange/bundle", false)],
  ssr: { noExternal: true, target: "webworker" },
  build: {
    ssr: "src/symbols.ts",
    target: "es2022",
    outDir: "node_modules/.symbols",
    minify: true,
    reportCompressedSize: false,
    rollupOptions: { output: { format: "iife", name: "renkei", inlineDynamicImports: true } },
  },
});
