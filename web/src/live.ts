// The one EventSource of a tab. Islands and the shell subscribe to topics before the stream opens; it closes three
// seconds after the tab is hidden (a browser allows six streams a host) and begins again with a snapshot.

export type Frame = { topic: string; kind: "snapshot" | "tick"; [section: string]: unknown };
type Handler = (frame: Frame) => void;
type Words = { live: string; connecting: string; silent: string; off: string; broker: string };

const HIDDEN_MS = 3000;
const SILENT_MS = 20000;
const handlers = new Map<string, Set<Handler>>();
let source: EventSource | undefined;
let opening = 0;
let closing = 0;
let heard = 0;
let bus = false;
let state: "connecting" | "live" | "stale" | "off" | "broker" = "connecting";

export function subscribe(topic: string, handler: Handler): void {
  const known = handlers.get(topic) ?? new Set<Handler>();
  known.add(handler);
  handlers.set(topic, known);
  clearTimeout(opening);
  opening = window.setTimeout(open, 50);
}

function open(): void {
  close();
  if (document.hidden || handlers.size === 0) return;
  const asked = [...handlers.keys()].map((topic) => `t=${encodeURIComponent(topic)}`).join("&");
  source = new EventSource(`/live/?${asked}`);
  source.onmessage = (event) => {
    const frame = JSON.parse(event.data as string) as Frame;
    for (const handler of handlers.get(frame.topic) ?? []) handler(frame);
    performance.mark("live");
    show();
  };
  source.addEventListener("over", () => location.reload());
  source.onerror = () => {
    state = source?.readyState === EventSource.CLOSED ? "off" : "connecting";
    if (state === "off") window.setTimeout(open, 10000);
    show();
  };
  source.onopen = show;
}

function close(): void {
  source?.close();
  source = undefined;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(closing);
  if (document.hidden) closing = window.setTimeout(close, HIDDEN_MS);
  else if (!source || source.readyState === EventSource.CLOSED) open();
});
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) open();
});

// <span class="live" data-live-word data-live="…" data-connecting="…" data-silent="… {n} …" data-off="…" data-broker="…">
// says whether devices are heard; [data-live-greys] gets the class "stale" when what it shows is old.
function show(): void {
  const silent = Date.now() - heard;
  if (source?.readyState === EventSource.OPEN && handled) state = !bus ? "broker" : silent > SILENT_MS ? "stale" : "live";
  for (const element of document.querySelectorAll<HTMLElement>("[data-live-word]")) {
    const { live, connecting, silent: stale, off, broker } = element.dataset as unknown as Words;
    const said = { live, connecting, stale, off, broker }[state];
    element.dataset.state = state === "broker" ? "off" : state;
    const text = said.replace("{n}", String(Math.round(silent / 1000)));
    if (element.textContent !== text) element.textContent = text;
  }
  for (const element of document.querySelectorAll("[data-live-greys]")) {
    element.classList.toggle("stale", state === "off" || state === "broker" || (state === "stale" && silent > 60000));
  }
}

let handled = false;
if (document.querySelector("[data-live-word]")) {
  subscribe("pulse", (frame) => {
    const row = (frame.bus as [string, boolean, number][] | undefined)?.[0];
    if (row) [handled, bus, heard] = [true, row[1], row[2] || Date.now()];
  });
  setInterval(show, 1000);
}
