// Bundles styles and islands; names carry a hash, manifest.json tells the page which, each has a .gz beside it.
import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

const out = join(import.meta.dirname, "../src/zhiyuan/app/static/zhiyuan");
mkdirSync(out, { recursive: true });
const before = readdirSync(out);
const { metafile } = await build({
  entryPoints: { app: "src/app.ts", style: "src/css/main.css" },
  absWorkingDir: import.meta.dirname,
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16.4"],
  minify: true,
  metafile: true,
  legalComments: "none",
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  logLevel: "warning",
});
const manifest = {};
const made = new Set(["manifest.json"]);
for (const [path, info] of Object.entries(metafile.outputs)) {
  const name = basename(path);
  made.add(name).add(`${name}.gz`);
  const text = readFileSync(join(out, name));
  writeFileSync(join(out, `${name}.gz`), gzipSync(text, { level: 9 }));
  if (info.entryPoint) manifest[info.entryPoint === "src/app.ts" ? "app.js" : "style.css"] = name;
}
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest));
for (const name of before) if (!made.has(name)) rmSync(join(out, name), { recursive: true });
