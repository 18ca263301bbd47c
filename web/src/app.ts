// What every page does: htmx with the CSRF header, dialogs, countdowns, keys; an island is fetched where a page has it.
import htmx from "htmx.org";
import { subscribe } from "./live";

type Island = { start(element: HTMLElement): void };
const islands: Record<string, () => Promise<Island>> = {
  chain: () => import("./islands/chain"),
  energy: () => import("./islands/energy"),
  floor: () => import("./islands/floor"),
  overview: () => import("./islands/overview"),
  savings: () => import("./islands/savings"),
};

function startIslands(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-island]:not([data-started])")) {
    element.dataset.started = "";
    void islands[element.dataset.island ?? ""]?.().then((island) => island.start(element));
  }
}

function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  (event as CustomEvent).detail.headers["X-CSRFToken"] = meta("csrf-token");
});
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.target as HTMLElement;
  startIslands(target);
  target.querySelector<HTMLElement>("[data-focus]")?.focus();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  for (const button of buttons(event)) button.disabled = true;
});
document.addEventListener("htmx:afterRequest", (event) => {
  for (const button of buttons(event)) button.disabled = false;
  const { xhr, successful } = (event as CustomEvent).detail;
  if (!successful && (xhr.status === 0 || xhr.status >= 500)) tell(meta("words-unsaved"));
  if (xhr.status === 401) location.reload();
});

function buttons(event: Event): HTMLButtonElement[] {
  const element = event.target as HTMLElement;
  const found = element instanceof HTMLFormElement ? element.querySelectorAll("button:not([type=button])") : [];
  return [...found] as HTMLButtonElement[];
}

function tell(words: string): void {
  const line = document.createElement("p");
  line.className = "notice notice-bad";
  line.textContent = words;
  document.getElementById("messages")?.replaceChildren(line);
}

document.addEventListener("click", (event) => {
  const target = (event.target as Element).closest<HTMLElement>("[data-opens], [data-closes]");
  if (target?.dataset.opens) (document.getElementById(target.dataset.opens) as HTMLDialogElement | null)?.showModal();
  else if (target) target.closest("dialog")?.close();
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]"))
    if (!menu.contains(event.target as Node) || target) menu.open = false;
});
document.addEventListener("change", (event) => {
  const target = event.target as HTMLElement;
  if (target.matches("[data-submits]")) (target as HTMLSelectElement).form?.requestSubmit();
});
document.addEventListener("input", (event) => {
  const target = event.target as HTMLInputElement;
  if (target.dataset.shows) document.getElementById(target.dataset.shows)!.textContent = target.value;
});

const GO: Record<string, string> = { o: "/ops/", l: "/lighting/", e: "/energy/", a: "/alarms/", s: "/savings/" };
let went = 0;
document.addEventListener("keydown", (event) => {
  if (!document.getElementById("keys")) return; // a big screen has no keys
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if ((event.target as Element).matches("input:not([type=range]), select, textarea, [contenteditable]")) return;
  if (event.key === "?") (document.getElementById("keys") as HTMLDialogElement).showModal();
  else if (event.key === "/") focusSearch(event);
  else if (event.key === "g") went = event.timeStamp;
  else if (event.timeStamp - went < 1000 && GO[event.key]) {
    const link = document.querySelector<HTMLAnchorElement>(`.side a[href="${GO[event.key]}"]`);
    if (link) location.href = link.href;
  }
});

function focusSearch(event: Event): void {
  const field = document.querySelector<HTMLElement>("main [type=search], main .toolbar input, main .toolbar select");
  if (field) {
    event.preventDefault();
    field.focus();
  }
}

// <time data-until="…">: the time that is left, h:mm:ss; the page is asked for again when it is over.
function countDown(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-until]")) {
    const speed = Number(element.dataset.speed ?? 1);
    const left = Math.max(0, Math.round(((Date.parse(element.dataset.until ?? "") - Date.now()) / 1000) * speed));
    const minutes = String(Math.floor(left / 60) % 60).padStart(2, "0");
    element.textContent = `${Math.floor(left / 3600)}:${minutes}:${String(left % 60).padStart(2, "0")}`;
    if (left === 0 && !element.dataset.over) {
      element.dataset.over = "";
      element.dispatchEvent(new CustomEvent("over", { bubbles: true }));
    }
  }
}
// The bell listens to alarms and asks for its own count, since each person sees others.
let rung = false;
if (document.querySelector("[data-bell]"))
  subscribe("alarms", (frame) => {
    if (!(frame.open as unknown[] | undefined)?.length) return;
    if (rung) void htmx.ajax("get", "/bell/", { target: "[data-bell]", swap: "outerHTML" });
    rung = true;
  });

countDown();
setInterval(countDown, 1000);
startIslands(document);
document.querySelector<HTMLElement>(".error-summary[data-focus]")?.focus();
Object.assign(globalThis, { htmx });
