// The floor plan: lamps and spaces patched by key as frames come, painted once a frame; arrow keys move to the nearest
// luminaire; a click or Enter loads the detail panel. Draws nothing of its own: the template drew the plan.
import htmx from "htmx.org";
import { subscribe, type Frame } from "../live";
import { power } from "../fmt";

type LampRow = [key: string, level: number | null, fault: number, power: number | null];
type GroupRow = [key: string, level: number | null, reason: string, mode: string, until: number | null];
const STATES = ["on", "off", "fault", "offline", "l1", "l2", "l3", "l4"];

export function start(root: HTMLElement): void {
  const lamps = new Map<string, SVGElement>();
  const byGroup = new Map<string, SVGElement[]>();
  for (const lamp of root.querySelectorAll<SVGElement>("[data-lum]")) {
    lamps.set(lamp.dataset.lum!, lamp);
    if (lamp.dataset.group) byGroup.set(lamp.dataset.group, [...(byGroup.get(lamp.dataset.group) ?? []), lamp]);
  }
  const waiting = new Map<string, () => void>();
  let painting = 0;
  const paint = (key: string, change: () => void) => {
    waiting.set(key, change);
    painting ||= requestAnimationFrame(() => {
      painting = 0;
      for (const one of waiting.values()) one();
      waiting.clear();
    });
  };
  subscribe(`floor:${root.dataset.floor}`, (frame: Frame) => {
    for (const row of (frame.lamps ?? []) as LampRow[]) {
      const lamp = lamps.get(row[0]);
      if (lamp) paint(`l${row[0]}`, () => drawLamp(lamp, row));
    }
    for (const row of (frame.groups ?? []) as GroupRow[])
      paint(`g${row[0]}`, () => {
        for (const lamp of byGroup.get(row[0]) ?? []) lamp.classList.toggle("manual", row[3] === "manual");
      });
    const sums = (frame.floor as (string | number)[][] | undefined)?.[0];
    if (sums) paint("sums", () => drawSums(sums));
  });
  keyboard(root, [...lamps.values()]);
  open(root);
}

function drawLamp(lamp: SVGElement, [, level, fault]: LampRow): void {
  if (lamp.classList.contains("uncontrolled") && level === null) return;
  lamp.classList.remove(...STATES);
  if (level === null && !fault) lamp.classList.add("offline");
  else if (fault) lamp.classList.add("fault");
  else if (level === 0) lamp.classList.add("off");
  else lamp.classList.add("on", (level ?? 0) <= 25 ? "l1" : (level ?? 0) <= 50 ? "l2" : (level ?? 0) <= 75 ? "l3" : "l4");
}

// Elements with data-now="kw", "lit", "faults" or "manual" show the floor's sums.
function drawSums([, kw, lit, faults, , manual]: (string | number)[]): void {
  const said: Record<string, string> = { kw: power(Number(kw)), lit: String(lit), faults: String(faults), manual: String(manual) };
  for (const element of document.querySelectorAll<HTMLElement>("[data-now]")) {
    const text = said[element.dataset.now ?? ""];
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  }
}

function keyboard(root: HTMLElement, lamps: SVGElement[]): void {
  const first = lamps[0];
  for (const lamp of lamps) lamp.setAttribute("tabindex", lamp === first ? "0" : "-1");
  root.addEventListener("keydown", (event) => {
    const lamp = (event.target as Element).closest<SVGElement>("[data-lum]");
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!lamp || !step) return;
    event.preventDefault();
    const next = nearest(lamps, lamp, step as [number, number]);
    if (!next) return;
    for (const one of lamps) one.setAttribute("tabindex", one === next ? "0" : "-1");
    next.focus();
  });
}

// The nearest luminaire in a direction: what lies ahead counts once, what lies aside three times.
function nearest(lamps: SVGElement[], from: SVGElement, [dx, dy]: [number, number]): SVGElement | undefined {
  const [x, y] = place(from);
  let best: SVGElement | undefined;
  let least = Infinity;
  for (const lamp of lamps) {
    const [a, b] = place(lamp);
    const ahead = (a - x) * dx + (b - y) * dy;
    const aside = Math.abs((a - x) * dy) + Math.abs((b - y) * dx);
    if (lamp === from || ahead <= 0.01) continue;
    const cost = ahead + 3 * aside;
    if (cost < least) [best, least] = [lamp, cost];
  }
  return best;
}

function place(lamp: SVGElement): [number, number] {
  const at = (name: string) => Number(lamp.getAttribute(`c${name}`) ?? lamp.getAttribute(name) ?? 0);
  return [at("x"), at("y")];
}

// data-detail-lum="/lighting/lum/{key}/" and data-detail-space name where the panel comes from; it goes into #aside.
function open(root: HTMLElement): void {
  const show = (element: SVGElement) => {
    const { lum, space } = element.dataset;
    const pattern = lum ? root.dataset.detailLum : root.dataset.detailSpace;
    const key = lum ?? space;
    if (!pattern || !key) return;
    for (const old of root.querySelectorAll(".selected")) old.classList.remove("selected");
    element.classList.add("selected");
    void htmx.ajax("get", pattern.replace("{key}", encodeURIComponent(key)), { target: "#aside", swap: "innerHTML" });
  };
  const chosen = (event: Event) => (event.target as Element).closest<SVGElement>("[data-lum], [data-space]");
  root.addEventListener("click", (event) => {
    const element = chosen(event);
    if (element) show(element);
  });
  root.addEventListener("keydown", (event) => {
    const element = chosen(event);
    if (element && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      show(element);
    }
  });
}
