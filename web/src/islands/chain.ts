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
  // The series has the very size of the points, so that nothing is stretched.
  const last = Math.max(1, ...said.nodes.map((node) => node.level));
  const most = Math.max(2, ...Object.values(rows));
  const across = (element.clientWidth - 140) / last, down = Math.min(90, (element.clientHeight - 130) / (most - 1));
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
        type: "graph", layout: "none", roam: true, top: 76, left: 70, width: across * last, height: down * (most - 1), symbol: "roundRect", symbolSize: [96, 36],
        edgeSymbol: ["none", "arrow"], edgeSymbolSize: 8, lineStyle: { color: color("line-strong"), curveness: 0.06 },
        label: { show: true, color: color("text"), fontSize: 12, width: 90, overflow: "break" },
        categories: kinds.map((kind) => ({ name: said.words[kind], itemStyle: { color: color("surface-2"), borderWidth: 2, borderColor: color(COLOURS[kind] ?? "line") } })),
        data: said.nodes.map((node) => ({
          id: node.key, name: node.name, x: node.level * across, y: ((places.get(node.key) ?? 0) + (most - (rows[node.level] ?? 1)) / 2) * down,
          category: kinds.indexOf(node.word), itemStyle: { color: color("surface-2"), borderWidth: 2, borderColor: color(COLOURS[node.word] ?? "line") },
          said: [`${node.name}: ${said.words[node.word]}`, ...node.firms].join("\n"),
        })),
        links: said.flows.map(([source, target]) => ({ source, target })),
      }],
    };
  });
}
