// ECharts with only what we draw, in the page's colours; the tooltip is drawn on the canvas, since an HTML one would
// write inline styles, which the page's policy forbids.
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent,
} from "echarts/components";
import { init, use, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, CanvasRenderer, DataZoomComponent, GridComponent, LegendComponent, LineChart,
  MarkAreaComponent, MarkLineComponent, TooltipComponent,
]);

export const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function data<T>(element: HTMLElement): T {
  return JSON.parse(document.getElementById(element.dataset.source ?? "")?.textContent ?? "null") as T;
}

export function base(): EChartsCoreOption {
  const text = color("text-2");
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: text },
    grid: { left: 56, right: 16, top: 40, bottom: 72 },
    legend: { top: 0, right: 0, textStyle: { color: text }, itemWidth: 18 },
    tooltip: {
      trigger: "axis", renderMode: "richText", backgroundColor: color("surface"), borderColor: color("line-strong"),
      textStyle: { color: color("text") }, axisPointer: { lineStyle: { color: color("line-strong") } },
    },
    dataZoom: [{ type: "inside" }, { type: "slider", bottom: 8, height: 24, borderColor: color("line"), textStyle: { color: text } }],
  };
}

export function axes(unit: string, labels: string[]): EChartsCoreOption {
  const line = { lineStyle: { color: color("line-strong") } };
  return {
    xAxis: { type: "category", data: labels, axisLine: line, axisLabel: { color: color("text-2"), hideOverlap: true }, axisTick: { show: false } },
    yAxis: {
      type: "value", name: unit, nameTextStyle: { color: color("text-2"), align: "right" }, splitNumber: 4,
      splitLine: { lineStyle: { color: color("line") } }, axisLabel: { color: color("text-2") },
    },
  };
}

// Draws, follows the box's size and the theme, and offers a name to those who cannot see it.
export function draw(element: HTMLElement, option: () => EChartsCoreOption): void {
  const chart = init(element, undefined, { renderer: "canvas" });
  const show = () => chart.setOption(option(), true);
  show();
  new ResizeObserver(() => chart.resize()).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  performance.mark("live");
}

// Runs of true as [first, last] positions: what a grey area covers.
export function runs(flags: boolean[]): [number, number][] {
  const found: [number, number][] = [];
  flags.forEach((flag, i) => {
    if (!flag) return;
    const last = found[found.length - 1];
    if (last && last[1] === i - 1) last[1] = i;
    else found.push([i, i]);
  });
  return found;
}
