// Energy by interval: stacked bars or a load curve, the period before as a dashed line, gaps greyed. Data by json_script:
// {unit, labels: [], series: [{name, values}], before?: {name, values}, gaps: [bool], kind: "bar" | "line", words: {gap}}
import { number } from "../fmt";
import { axes, base, color, data, draw, runs } from "../chart";

type Values = (number | null)[];
type Data = {
  unit: string; labels: string[]; kind: "bar" | "line"; gaps: boolean[]; words: { gap: string };
  series: { name: string; values: Values }[]; before?: { name: string; values: Values } | null;
};

export function start(element: HTMLElement): void {
  const said = data<Data>(element);
  if (!said) return;
  draw(element, () => {
    const shown = base();
    const gaps = runs(said.gaps).map(([a, b]) => [{ xAxis: a }, { xAxis: b }]);
    const bars = said.kind === "bar";
    return {
      ...shown,
      ...axes(said.unit, said.labels),
      dataZoom: said.labels.length > 100 ? shown.dataZoom : [],
      grid: { ...(shown.grid as object), bottom: said.labels.length > 100 ? 72 : 32 },
      tooltip: { ...(shown.tooltip as object), valueFormatter: (value: unknown) => `${number(value as number, bars ? 1 : 2)} ${said.unit}` },
      series: [
        ...said.series.map((one, i) => ({
          name: one.name, type: bars ? "bar" : "line", stack: bars ? "use" : undefined, data: one.values, symbol: "none",
          color: color(`c${(i % 6) + 1}`), step: bars ? undefined : "end", barMaxWidth: 36, connectNulls: false, lineStyle: { width: 1.5 },
          markArea: i === 0 && gaps.length ? {
            silent: true, itemStyle: { color: color("line-strong"), opacity: 0.18 }, data: gaps,
          } : undefined,
        })),
        ...(said.before ? [{
          name: said.before.name, type: "line", data: said.before.values, symbol: "none", color: color("text-3"),
          lineStyle: { type: "dashed", width: 1.5 },
        }] : []),
      ],
    };
  });
}
