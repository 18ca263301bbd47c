// The overview's live figures: the park's power and lamps, one card a floor.
import { subscribe, type Frame } from "../live";
import { number, power } from "../fmt";

type FloorRow = [floor: string, kw: number, lit: number, faults: number, lamps: number, manual: number];

export function start(root: HTMLElement): void {
  const floors = new Map<string, FloorRow>();
  subscribe("park", (frame: Frame) => {
    for (const row of (frame.floors ?? []) as FloorRow[]) {
      floors.set(row[0], row);
      write(root.querySelector(`[data-floor-card="${row[0]}"] [data-kw]`), power(row[1]));
      write(root.querySelector(`[data-floor-card="${row[0]}"] [data-lit]`), number(row[2]));
    }
    const known = root.querySelectorAll("[data-floor-card]").length;
    if (floors.size < known || known === 0) return; // not every floor has spoken: the page's own sums stand
    const sum = (place: 1 | 2 | 3) => [...floors.values()].reduce((total, row) => total + row[place], 0);
    write(root.querySelector("[data-park=kw]"), power(sum(1)));
    write(root.querySelector("[data-park=lit]"), number(sum(2)));
    write(root.querySelector("[data-park=faults]"), number(sum(3)));
  });
}

function write(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
