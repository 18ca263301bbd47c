// Baseline, its band, actual use and target by day. Data by json_script:
// {unit, labels: [], baseline: [], low: [], high: [], actual: [], target?: number, words: {baseline, band, actual, target}}
import { number } from "../fmt";
import { axes, base, color, data, draw, runs } from "../chart";

type Values = (number | null)[];
type Data = {
  unit: string; labels: string[]; baseline: Values; low: Values; high: Values; actual: Values; target?: number | null;
  gaps?: boolean[]; words: { baseline: string; band: string; actual: string; target: string; gap: string };
};

export function start(element: HTMLElement): void {
  const said = data<Data>(element);
  if (!said) return;
  draw(element, () => {
    const width = said.low.map((low, i) => (low === null || said.high[i] == null ? null : said.high[i]! - low));
    const band = { type: "line", stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 } };
    const { words } = said;
    const from = Math.max(0, 100 - (9000 / Math.max(1, said.labels.length)));
    const shown = base();
    return {
      ...shown,
      ...axes(said.unit, said.labels),
      dataZoom: (shown.dataZoom as object[]).map((zoom) => ({ ...zoom, start: from, end: 100 })),
      legend: { ...(shown.legend as object), data: [words.baseline, words.band, words.actual] },
      tooltip: { ...(shown.tooltip as object), formatter: (rows: { dataIndex: number }[]) => tip(said, rows[0]?.dataIndex ?? 0) },
      series: [
        { ...band, name: "low", data: said.low },
        { ...band, name: words.band, data: width, areaStyle: { color: color("band"), opacity: 0.7 }, itemStyle: { color: color("band") } },
        {
          name: words.baseline, type: "line", data: said.baseline, symbol: "none", color: color("text-3"),
          lineStyle: { type: "dashed", width: 1.5, color: color("text-3") },
        },
        {
          name: words.actual, type: "line", data: said.actual, symbol: "none", color: color("pri"), lineStyle: { width: 2 },
          markLine: said.target == null ? undefined : {
            symbol: "none", silent: true, lineStyle: { type: "solid", width: 1, color: color("text") },
            label: { formatter: words.target, color: color("text"), position: "insideEndTop" }, data: [{ yAxis: said.target }],
          },
          markArea: said.gaps?.some(Boolean) ? {
            silent: true, itemStyle: { color: color("line-strong"), opacity: 0.15 },
            data: runs(said.gaps).map(([a, b]) => [{ xAxis: a, name: words.gap }, { xAxis: b }]),
            label: { color: color("text-2"), fontSize: 11 },
          } : undefined,
        },
      ],
    };
  });
}

function tip(said: Data, i: number): string {
  const row = (name: string, text: string) => `${name}  ${text} ${said.unit}`;
  return [
    said.labels[i] ?? "",
    row(said.words.baseline, number(said.baseline[i], 1)),
    row(said.words.band, `${number(said.low[i], 1)} – ${number(said.high[i], 1)}`),
    row(said.words.actual, number(said.actual[i], 1)),
  ].join("\n");
}
