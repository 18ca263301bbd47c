// The picture of a chain, which the server drew: made larger and smaller, and with the flows of one segment in front.
const STEP = 1.25, LEAST = 0.5, MOST = 3;

export function start(element: HTMLElement): void {
  const picture = element.querySelector<SVGSVGElement>("svg.chain");
  const box = picture?.parentElement;
  if (!picture || !box) return;
  const whole = picture.viewBox.baseVal.width;
  let scale = 1;
  const size = (to: number): void => {
    const middle = (box.scrollLeft + box.clientWidth / 2) / scale;
    scale = Math.min(MOST, Math.max(LEAST, to));
    picture.style.width = `${whole * scale}px`;
    picture.style.maxWidth = "none";
    box.scrollLeft = middle * scale - box.clientWidth / 2;
  };
  for (const button of element.querySelectorAll<HTMLButtonElement>("[data-zoom]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.dataset.zoom === "fit") size(box.clientWidth / whole);
      else size(button.dataset.zoom === "in" ? scale * STEP : scale / STEP);
    });
  }
  scale = Math.min(1, picture.getBoundingClientRect().width / whole);
  for (const node of picture.querySelectorAll<SVGAElement>(".chain-node")) {
    const show = (on: boolean): void => follow(picture, node.dataset.key ?? "", on);
    for (const name of ["mouseenter", "focus"]) node.addEventListener(name, () => show(true));
    for (const name of ["mouseleave", "blur"]) node.addEventListener(name, () => show(false));
  }
  performance.mark("live");
}

function follow(picture: SVGSVGElement, key: string, on: boolean): void {
  for (const flow of picture.querySelectorAll<SVGPathElement>(".chain-flow"))
    flow.classList.toggle("chain-lit", on && (flow.dataset.from === key || flow.dataset.to === key));
}
