// An industry chain from suppliers to buyers: zoom, drag, and the word of every segment. Data by json_script:
// {words: {word: text}, nodes: [{key, name, level, word, firms}], flows: [[supplier, buyer]]}
import { GraphChart } from "echarts/charts";
import { use } from "echarts/core";
import { base, color, data, draw } from "../chart";

use([GraphChart]);

type Node = { key: string; name: string; level: number; word: string; firms: string[] };
type Data = { words: Record<string, string>; nodes: Node[]; flows: [string, string][] };
const COLOURS: Record<string, string> = { firm: "ok", strengthen: "pri", fill: "bad", extend: "warn", untouched: "line-strong" };

export function start(element: HTMLElement): void {
  const said = data<Data>(element);
  if (!said) return;
  const rows: Record<number, number> = {};
  const places = new Map(said.nodes.map((node) => {
    const row = rows[node.level] ?? 0;
    rows[node.level] = row + 1;
    return [node.key, row];
  }));
  draw(element, () => {
    const shown = base();
    const kinds = Object.keys(said.words);
    return {
      textStyle: shown.textStyle, animation: false,
      tooltip: {
        ...(shown.tooltip as object), trigger: "item",
        formatter: ({ dataType, data: one }: { dataType: string; data: { said?: string } }) => (dataType === "node" ? one.said ?? "" : ""),
      },
      legend: { top: 0, data: kinds.map((kind) => said.words[kind]), textStyle: { color: color("text-2") } },
      series: [{
        type: "graph", layout: "none", roam: true, top: 56, bottom: 24, left: 80, right: 80, symbol: "roundRect", symbolSize: [104, 40],
        edgeSymbol: ["none", "arrow"], edgeSymbolSize: 8, lineStyle: { color: color("line-strong"), curveness: 0.06 },
        label: { show: true, color: color("text"), fontSize: 12, width: 96, overflow: "break" },
        categories: kinds.map((kind) => ({ name: said.words[kind], itemStyle: { color: color("surface-2"), borderWidth: 2, borderColor: color(COLOURS[kind] ?? "line") } })),
        data: said.nodes.map((node) => ({
          id: node.key, name: node.name, x: node.level * 180, y: (places.get(node.key) ?? 0) * 90 - ((rows[node.level] ?? 1) - 1) * 45,
          category: kinds.indexOf(node.word), itemStyle: { color: color("surface-2"), borderWidth: 2, borderColor: color(COLOURS[node.word] ?? "line") },
          said: [`${node.name}: ${said.words[node.word]}`, ...node.firms].join("\n"),
        })),
        links: said.flows.map(([source, target]) => ({ source, target })),
      }],
    };
  });
}
