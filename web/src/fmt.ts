// The part of kernel/fmt.py that islands need; tested on the same table of cases.
const NONE = "—";

export function number(value: number | null | undefined, decimals = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const said = new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
  return Number(said.replace(/,/g, "")) === 0 ? said.replace("-", "") : said.replace("-", "−");
}

export const energy = (value: number | null | undefined): string => number(value, Math.abs(value ?? 0) >= 100 ? 0 : 1);
export const power = (value: number | null | undefined): string => number(value, Math.abs(value ?? 0) >= 10 ? 1 : 2);

export function percent(share: number | null | undefined): string {
  const said = number(share === null || share === undefined ? share : share * 100, 1);
  return said === NONE ? said : `${said}%`;
}
